package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyFinderTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "refund of £49, please | £49 | 49.00 GBP",
      "it was $1,249.50. | $1,249.50 | 1249.50 USD",
      "charged {$100.00} twice | $100.00 | 100.00 USD",
      "1.249,50 € inkl. MwSt. | 1.249,50 € | 1249.50 EUR",
      "1 249,50 EUR TTC | 1 249,50 EUR | 1249.50 EUR",
      "EUR 1'249.50 | EUR 1'249.50 | 1249.50 EUR",
      "CHF 99.- | CHF 99.- | 99.00 CHF",
      "für € 99,- | € 99,- | 99.00 EUR",
      "1.249 EUR | 1.249 EUR | 1249.00 EUR",
      "1,249 USD | 1,249 USD | 1249.00 USD",
      "0.125 USD | 0.125 USD | 0.125 USD",
      "1.250 KWD | 1.250 KWD | 1.250 KWD",
      "₹12,34,567.00 | ₹12,34,567.00 | 1234567.00 INR",
      "¥5000 | ¥5000 | 5000 JPY",
      "49USD | 49USD | 49.00 USD",
      "USD49 | USD49 | 49.00 USD",
      "50 euros | 50 euros | 50.00 EUR",
      "$5 CAD | $5 CAD | 5.00 CAD",
      "CAD $5 | CAD $5 | 5.00 CAD",
      "CA$5 | CA$5 | 5.00 CAD",
      "CAD$5 | CAD$5 | 5.00 CAD",
      "5 US$ | 5 US$ | 5.00 USD",
      "5 € | 5 € | 5.00 EUR",
      "-€5.00 | -€5.00 | -5.00 EUR",
      "€-5.00 | €-5.00 | -5.00 EUR",
      "-5 EUR | -5 EUR | -5.00 EUR",
      "10-20 EUR | 20 EUR | 20.00 EUR",
      "$1.5 million | $1.5 million | 1500000.00 USD",
      "$5k | $5k | 5000.00 USD",
      "3 Mio. EUR | 3 Mio. EUR | 3000000.00 EUR",
      "TRY 3.00 | TRY 3.00 | 3.00 TRY",
      "12 $15 | $15 | 15.00 USD",
      "1.234.567,89 zł | 1.234.567,89 zł | 1234567.89 PLN",
  })
  void readsAmountsAsTheyAreWritten(String text, String raw, String value) {
    assertThat(Finding.raws(FieldType.MONEY, text)).containsExactly(raw);
    assertThat(Finding.values(FieldType.MONEY, text)).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "1249.50", "100 kr", "TRY 3 TIMES", "version 1.2.3 EUR", "EUR 1.23.456", "at 10:30 EUR", "XX$5",
      "$5th", "USD 2026-03-03", "https://shop.example.com/USD49", "€", "EUR", "1,2345,678 EUR", "5 EURO5x"})
  void refusesWhatIsNoAmount(String text) {
    assertThat(Finding.values(FieldType.MONEY, text)).isEmpty();
  }

  @Test
  void findsSeveralAmountsInOneSentence() {
    assertThat(Finding.values(FieldType.MONEY, "€5 and 7 EUR, then 12 € 15 € or $20-30; also 3 USD 4"))
        .containsExactly("5.00 EUR", "7.00 EUR", "12.00 EUR", "15.00 EUR", "20.00 USD", "3.00 USD");
  }

  @ParameterizedTest
  @CsvSource({"SEK, 1 249:- kr, 1249.00 SEK", "NOK, kr 99, 99.00 NOK", "DKK, kr. 99, 99.00 DKK", "CAD, $5, 5.00 CAD", "CNY, ¥5, 5.00 CNY"})
  void aSharedSignStandsForTheFieldsCurrency(String currency, String text, String value) {
    assertThat(Finding.values(FieldType.MONEY, FieldOptions.currency(currency), text)).containsExactly(value);
  }

  @Property(tries = 300)
  void everyStyleOfWritingAnAmountGivesItBack(
      @ForAll @BigRange(min = "0.00", max = "999999999.99") @Scale(2) BigDecimal amount, @ForAll("codes") String code,
      @ForAll("styles") List<String> style) {
    String written = written(amount, style.get(0), style.get(1));
    int decimals = Math.max(Currencies.decimals(code), amount.stripTrailingZeros().scale());
    String value = amount.setScale(decimals).toPlainString() + " " + code;
    assertThat(Finding.values(FieldType.MONEY, "pay " + code + " " + written + " now")).containsExactly(value);
    assertThat(Finding.values(FieldType.MONEY, "pay " + written + " " + code + " now")).containsExactly(value);
  }

  private static String written(BigDecimal amount, String thousands, String point) {
    String plain = amount.setScale(2).toPlainString();
    String whole = plain.substring(0, plain.length() - 3).replaceAll("(?<=\\d)(?=(\\d{3})+$)", thousands);
    return whole + point + plain.substring(plain.length() - 2);
  }

  @Provide
  Arbitrary<String> codes() {
    return Arbitraries.of(Currencies.codes());
  }

  @Provide
  Arbitrary<List<String>> styles() {
    return Arbitraries.of(List.of(",", "."), List.of(".", ","), List.of(" ", ","), List.of("\u202F", ","),
        List.of("'", "."), List.of("’", "."), List.of("", "."), List.of("", ","));
  }
}
