package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IbanFinderTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "to GB29 NWBK 6016 1331 9268 19, please | GB29NWBK60161331926819",
      "DE89370400440532013000 | DE89370400440532013000",
      "de89 3704 0044 0532 0130 00 | DE89370400440532013000",
      "NO93-8601-1117-947. | NO9386011117947",
      "MT84 MALT 0110 0001 2345 MTLC AST0 01S | MT84MALT011000012345MTLCAST001S",
  })
  void findsAndNormalises(String text, String value) {
    assertThat(Finding.values(FieldType.IBAN, text)).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "GB29 NWBK 6016 1331 9268 18", "DE8937040044053201300", "DE893704004405320130001", "XX89370400440532013000", "ADE89370400440532013000",
      "DE89  3704 0044 0532 0130 00"})
  void refusesWrongDigitsLengthsAndCountries(String text) {
    assertThat(Finding.values(FieldType.IBAN, text)).isEmpty();
  }

  @Property(tries = 500)
  void rightCheckDigitsAreFoundAndAnyOneChangedCharacterIsNot(
      @ForAll("ibans") String iban, @ForAll @IntRange(min = 2, max = 14) int at, @ForAll @IntRange(min = 1, max = 9) int by) {
    assertThat(Finding.values(FieldType.IBAN, "pay " + iban.replaceAll("(.{4})(?=.)", "$1 ") + " today")).containsExactly(iban);
    assertThat(Finding.values(FieldType.IBAN, iban.toLowerCase(Locale.ROOT))).containsExactly(iban);
    char old = iban.charAt(at);
    char other = Character.isDigit(old) ? (char) ('0' + (old - '0' + by) % 10) : (char) ('A' + (old - 'A' + by) % 26);
    String wrong = iban.substring(0, at) + other + iban.substring(at + 1);
    assertThat(Finding.values(FieldType.IBAN, wrong)).isEmpty();
  }

  @Provide
  Arbitrary<String> ibans() {
    Arbitrary<Map.Entry<String, Integer>> countries = Arbitraries.of(IbanFinder.lengths().entrySet());
    Arbitrary<String> accounts = Arbitraries.strings().withCharRange('0', '9').withCharRange('A', 'Z').ofLength(29);
    return Combinators.combine(countries, accounts).as((country, account) -> {
      String bban = account.substring(0, country.getValue() - 4);
      int check = 98 - IbanFinder.remainder(country.getKey() + "00" + bban);
      return country.getKey() + "%02d".formatted(check) + bban;
    });
  }
}
