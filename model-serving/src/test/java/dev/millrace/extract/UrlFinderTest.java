package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlFinderTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "see https://Example.org/Path?q=1#F. | https://Example.org/Path?q=1#F | https://example.org/Path?q=1#F",
      "(www.example.org) | www.example.org | www.example.org",
      "(see http://x.example/a_(b)) | http://x.example/a_(b) | http://x.example/a_(b)",
      "HTTPS://WWW.EXAMPLE.ORG | HTTPS://WWW.EXAMPLE.ORG | https://www.example.org",
      "<http://localhost:8080/x> | http://localhost:8080/x | http://localhost:8080/x",
      "http://[::1]:80/ | http://[::1]:80/ | http://[::1]:80/",
      "[link](https://x.example/a), | https://x.example/a | https://x.example/a",
      "http://user@x.example | http://user@x.example | http://user@x.example",
      "http://müller.example/ü! | http://müller.example/ü | http://müller.example/ü",
      "请看http://x.example/，谢谢 http://y.example。 | http://y.example | http://y.example",
  })
  void findsAddressesWithoutWhatSurroundsThem(String text, String raw, String value) {
    assertThat(Finding.raws(FieldType.URL, text)).containsExactly(raw);
    assertThat(Finding.values(FieldType.URL, text)).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "http://", "https://nodot", "www.", "www.example", "http://a..b", "http://x.example:port/", "http://x.example:123456/", "xhttp://x.example",
      "jo@www.example.org", "http://-a.example", "javascript://x.example"})
  void refusesWhatIsNoAddress(String text) {
    assertThat(Finding.values(FieldType.URL, text)).isEmpty();
  }
}
