package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateFinderTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "on 2026-03-03 at noon | 2026-03-03 | 2026-03-03",
      "2026-03-03T10:15:00Z | 2026-03-03 | 2026-03-03",
      "received 2019/1/4. | 2019/1/4 | 2019-01-04",
      "am 3.3.2026. | 3.3.2026 | 2026-03-03",
      "am 3. 3. 2026 | 3. 3. 2026 | 2026-03-03",
      "since 04/03/2026, | 04/03/2026 | 2026-03-04",
      "since 04-03-2026 | 04-03-2026 | 2026-03-04",
      "3 March 2026 | 3 March 2026 | 2026-03-03",
      "the 3rd of March, 2026 | 3rd of March, 2026 | 2026-03-03",
      "March 3, 2026 | March 3, 2026 | 2026-03-03",
      "Mar. 3rd, 2026 | Mar. 3rd, 2026 | 2026-03-03",
      "MARCH 3 2026 | MARCH 3 2026 | 2026-03-03",
      "03-Mar-2026 | 03-Mar-2026 | 2026-03-03",
      "am 3. März 2026 | 3. März 2026 | 2026-03-03",
      "24. DEZEMBER 2026 | 24. DEZEMBER 2026 | 2026-12-24",
      "op 3 maart 2026 | 3 maart 2026 | 2026-03-03",
      "le 1er août 2026 | 1er août 2026 | 2026-08-01",
      "le 1 février 2026 | 1 février 2026 | 2026-02-01",
      "den 3 maj 2026 | 3 maj 2026 | 2026-05-03",
      "29 February 2028 | 29 February 2028 | 2028-02-29",
  })
  void readsFullDates(String text, String raw, String value) {
    assertThat(Finding.raws(FieldType.DATE, text)).containsExactly(raw);
    assertThat(Finding.values(FieldType.DATE, text)).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "31 April 2026", "2026-02-29", "30.2.2028", "13/13/2026", "04/25/2026", "0/1/2026", "3 March", "March 2026", "03/03/26",
      "1.3.3.2026", "3.3.2026.1", "10.3.2.2026", "2026-03-03-17", "v2026-03-035", "A3/3/2026", "3/3.2026", "12345-03-03",
      "3 Foo 2026", "0999-01-01", "https://news.example.com/2026/03/03/story", "March3,2026x", "Marching 3, 2026"})
  void refusesWhatIsNoFullDateOrCannotBe(String text) {
    assertThat(Finding.values(FieldType.DATE, text)).isEmpty();
  }

  @Test
  void monthFirstIsAnOptionThatDotsIgnore() {
    assertThat(Finding.values(FieldType.DATE, FieldOptions.order(DateOrder.MDY), "04/25/2026 and 3.4.2026"))
        .containsExactly("2026-04-25", "2026-04-03");
  }

  @Test
  void findsAMarkWrittenAsACharacterOfItsOwn() {
    assertThat(Finding.values(FieldType.DATE, "3. Ma\u0308rz 2026")).containsExactly("2026-03-03");
  }

  @Property(tries = 300)
  void everyDateIsReadBackFromEveryStyle(
      @ForAll @IntRange(min = 0, max = 73_000) int day, @ForAll("patterns") String pattern, @ForAll("months") Map.Entry<String, Integer> name) {
    LocalDate any = LocalDate.of(1900, 1, 1).plusDays(day);
    LocalDate date = pattern.contains("NAME") ? any.withDayOfMonth(Math.min(28, any.getDayOfMonth())).withMonth(name.getValue()) : any;
    String written = pattern.replace("NAME", name.getKey()).replace("YYYY", "%04d".formatted(date.getYear()))
        .replace("MM", "%02d".formatted(date.getMonthValue())).replace("DD", "%02d".formatted(date.getDayOfMonth()))
        .replace("M_", String.valueOf(date.getMonthValue())).replace("D_", String.valueOf(date.getDayOfMonth()));
    assertThat(Finding.values(FieldType.DATE, "on " + written + " it")).containsExactly(date.toString());
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of(List.of("YYYY-MM-DD", "YYYY/M_/D_", "DD/MM/YYYY", "D_.M_.YYYY", "D_. M_. YYYY", "D_ NAME YYYY", "D_. NAME YYYY",
        "NAME D_, YYYY", "DD-NAME-YYYY"));
  }

  @Provide
  Arbitrary<Map.Entry<String, Integer>> months() {
    return Arbitraries.of(MonthNames.all().entrySet());
  }
}
