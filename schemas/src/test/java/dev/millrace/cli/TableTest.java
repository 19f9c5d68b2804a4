package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  @Test
  void numbersStandToTheRightAndTextToTheLeft() {
    assertThat(new Table("label", "documents", "share").row("refund", "1,234", "5 %").row("in", 7, null)).hasToString("""
        label   documents  share
        ──────  ─────────  ─────
        refund      1,234    5 %
        in              7
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[2J", "\r", "\n", "\t", "\u0007", "\u009b", "\u202e", "\u2066", "\u200f", "\u2028", "\u2029", "\ufeff", "\ud800"})
  void charactersThatSteerATerminalBecomeDots(String steering) {
    String shown = Table.printable("a" + steering + "b");
    assertThat(shown).isEqualTo("a·" + steering.substring(1) + "b");
    assertThat(new Table("x" + steering).row("a" + steering + "b").toString()).doesNotContain(steering.equals("\n") ? "a\n" : steering.substring(0, 1));
  }

  @Property
  void noTextWhatsoeverSteersATerminal(@ForAll String text) {
    assertThat(Table.printable(text).codePoints()).noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
  }

  @Test
  void aWideCellIsCutWithoutHalvingACharacter() {
    assertThat(Table.printable("😀".repeat(61))).isEqualTo("😀".repeat(60) + "…");
    assertThat(Table.printable("😀".repeat(60))).isEqualTo("😀".repeat(60));
  }

  @Test
  void widthsAreCountedInCodePoints() {
    assertThat(new Table("a", "b").row("😀", "x").row("xx", "y")).hasToString("""
        a   b
        ──  ─
        😀   x
        xx  y
        """);
  }

  @Test
  void withoutRowsTheHeaderRemains() {
    assertThat(new Table("label", "n")).hasToString("label  n\n─────  ─\n");
  }
}
