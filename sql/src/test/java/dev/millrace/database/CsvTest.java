package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "-2 items", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1", "\u0001=1",
      "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", "=", "-", "+", "-1,2", "=HYPERLINK(\"http://x\")"})
  void whatASpreadsheetTakesForAFormulaGetsAnApostrophe(String formula) {
    assertThat(Csv.harmless(formula)).isEqualTo("'" + formula);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "+49", "-12.50", "1e-7", "-1.5E+3", "-Infinity", "infinity", "", "refund", "a=b", "a@b.example", "2026-11-22 10:00:00+00", "'=1", "x-1", "😀"})
  void numbersAndAllElseStayAsTheyAre(String plain) {
    assertThat(Csv.harmless(plain)).isSameAs(plain);
  }

  @Test
  void nothingStaysNothing() {
    assertThat(Csv.harmless(null)).isNull();
  }

  @Property
  void whatDoesNotBeginLikeAFormulaStaysAndTakingTheApostropheAwayGivesItBack(@ForAll String text) {
    String cell = Csv.harmless(text);
    assertThat(cell.equals(text) || cell.equals("'" + text)).isTrue();
    assertThat(cell).doesNotMatch("(?s)[=@\uff1d\uff0b\uff0d\uff20].*");
  }
}
