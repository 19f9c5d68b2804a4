package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailFinderTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "write to jo@example.org. | jo@example.org",
      "<jo.smith+bills@mail.example.co.uk> | jo.smith+bills@mail.example.co.uk",
      "mailto:JO@Example.ORG?subject=x | JO@Example.ORG",
      "'jo@example.org' | jo@example.org",
      "o'brien@example.org | o'brien@example.org",
      "info@müller.de | info@müller.de",
      "see ...jo@example.org | jo@example.org",
      "jo@example.org.Thanks a lot | jo@example.org",
      "邮箱jo@example.org请 | jo@example.org",
      "https://x.example/?email=jo@example.org&x | jo@example.org",
      "I@Example.com | I@Example.com",
      "jo@xn--mller-kva.xn--p1ai | jo@xn--mller-kva.xn--p1ai",
      "jo@example.org-- | jo@example.org",
  })
  void findsAddressesAsWrittenAndNormalisesThemToLowerCase(String text, String raw) {
    assertThat(Finding.raws(FieldType.EMAIL, text)).containsExactly(raw);
    assertThat(Finding.values(FieldType.EMAIL, text)).containsExactly(raw.toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "jo@localhost", "jo@@example.org", "@example.org", "jo.@example.org", "jo@.org", "jo@-a.org", "jo@10.0.0.1", "jo @ example.org",
      "a@b.com@c.com", "jo@example.o"})
  void refusesWhatIsNoAddress(String text) {
    assertThat(Finding.values(FieldType.EMAIL, text)).isEmpty();
  }
}
