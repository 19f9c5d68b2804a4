package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers are those that the networks publish for tests. */
class CreditCardFinderTest {
  private final CreditCardFinder finder = new CreditCardFinder();

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "Visa 4111 1111 1111 1111 12/26 | 4111111111111111",
      "4222222222222 | 4222222222222",
      "5555-5555-5555-4444 | 5555555555554444",
      "2223003122003222 | 2223003122003222",
      "Amex 3782 822463 10005. | 378282246310005",
      "3056 930902 5904 | 30569309025904",
      "6011111111111117, | 6011111111111117",
      "3566002020360505 | 3566002020360505",
      "6759649826438453 | 6759649826438453",
      "12 4111111111111111 | 4111111111111111",
  })
  void findsNumbersOfEveryNetwork(String text, String digits) {
    assertThat(finder.find(text).matches()).extracting(Match::value).containsExactly(digits);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "4111 1111 1111 1112", "41111111111111112", "9111111111111110", "0000000000000000", "A4111111111111111", "4111111111111111B",
      "+4111111111111111", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4111 1111-1111 1111", "1.4111111111111111", "41111111111111111111111111"})
  void refusesWhatNoNetworkIssues(String text) {
    assertThat(finder.find(text).matches()).isEmpty();
  }

  @Test
  void onlyTheLastFourDigitsLeaveTheExtractor() {
    List<String> values = Finding.values(FieldType.CREDIT_CARD, "4111 1111 1111 1111");
    assertThat(values).containsExactly("************1111");
    assertThat(Finding.raws(FieldType.CREDIT_CARD, "4111 1111 1111 1111")).isEqualTo(values);
  }
}
