package dev.millrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextRepairTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
      "NUL,                     'a\u0000b',             'a\uFFFDb'",
      "high surrogate at end,   'a\uD83D',              'a\uFFFD'",
      "low surrogate at start,  '\uDE00a',              '\uFFFDa'",
      "pair the wrong way round,'\uDE00\uD83D',         '\uFFFD\uFFFD'",
      "two high then a low,     '\uD83D\uD83D\uDE00',   '\uFFFD\uD83D\uDE00'",
      "high before a letter,    '\uD83Da\u0000',        '\uFFFDa\uFFFD'"})
  void eachFaultBecomesOneReplacementCharacter(String name, String text, String repaired) {
    assertThat(TextRepair.repair(text)).isEqualTo(repaired);
  }

  @Test
  void aSoundTextIsTheSameObject() {
    String text = "Grüße 😀, tab\tand line\n";
    assertThat(TextRepair.repair(text)).isSameAs(text);
  }

  @Property
  void whatIsRepairedIsSoundAndStaysAsItIs(@ForAll @Chars({0, 'a', '\uFFFD'}) @CharRange(from = '\uD7FE', to = '\uE001') String text) {
    String repaired = TextRepair.repair(text);
    assertThat(repaired).hasSameSizeAs(text).doesNotContain("\0");
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(repaired)).isTrue();
    assertThat(TextRepair.repair(repaired)).isSameAs(repaired);
  }

  @Property
  void nothingElseIsTouched(@ForAll @Chars({0, 'a'}) @CharRange(from = '\uD7FE', to = '\uE001') String text) {
    String repaired = TextRepair.repair(text);
    for (int i = 0; i < text.length(); i++) {
      if (repaired.charAt(i) != text.charAt(i)) {
        assertThat(repaired.charAt(i)).isEqualTo(TextRepair.REPLACEMENT);
        assertThat(text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))).isTrue();
      }
    }
  }
}
