package dev.millrace.jobs.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvOptionsTest {
  @Test
  void whatIsNotToldIsFoundOutOrUsual() {
    assertThat(CsvOptions.of(Map.of())).isEqualTo(new CsvOptions(null, null, CsvSyntax.separatedBy(','), true));
  }

  @Test
  void optionsBearSparksNamesInAnyCase() {
    assertThat(CsvOptions.of(Map.of("Encoding", "utf-16le", "SEP", "\\t", "quote", "'", "escape", "\\", "comment", "#", "HEADER", "False")))
        .isEqualTo(new CsvOptions(StandardCharsets.UTF_16LE, '\t', new CsvSyntax('\t', '\'', '\\', '#'), false));
    assertThat(CsvOptions.of(Map.of("delimiter", "tab", "quote", "")).like().quote()).isEqualTo(CsvSyntax.NONE);
  }

  @Test
  void whatCannotBeIsWrongUse() {
    assertUsage("The options of the CSV input do not go together: the delimiter cannot be quote, escape or comment as well", Map.of("sep", ";", "quote", ";"));
    assertUsage("The CSV option quote is one character, or empty for none; found '<<'", Map.of("quote", "<<"));
    assertUsage("The CSV option header is true or false; found 'no'", Map.of("header", "no"));
    assertUsage("A CSV delimiter is one character of ASCII, or 'tab'; found '§'", Map.of("sep", "§"));
  }

  private static void assertUsage(String message, Map<String, String> options) {
    assertThatThrownBy(() -> CsvOptions.of(options))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessage(message);
  }
}
