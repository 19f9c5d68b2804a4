package dev.millrace.jobs.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CsvRecordsTest {
  private static final CsvSyntax COMMAS = CsvSyntax.separatedBy(',');

  @Test
  void cellsAreWhatStandsBetweenDelimiters() {
    assertThat(records("a,b,c\n1,,\"\"\n")).containsExactly(List.of("a", "b", "c"), Arrays.asList("1", null, ""));
  }

  @Test
  void quotedCellsHoldDelimitersLineEndsAndDoubledQuotes() {
    assertThat(records("\"a,b\",\"c\r\nd\",\"e \"\"f\"\"\"\n")).containsExactly(List.of("a,b", "c\r\nd", "e \"f\""));
  }

  @Test
  void anyLineEndEndsARecordAndEmptyLinesAreNone() {
    List<List<String>> expected = List.of(List.of("a", "b"), List.of("1", "2"), List.of("3", "4"));
    assertThat(records("a,b\n1,2\n\n3,4\n\n\n")).isEqualTo(expected);
    assertThat(records("a,b\r\n1,2\r\n\r\n3,4")).isEqualTo(expected);
    assertThat(records("a,b\r1,2\r\r3,4\r")).isEqualTo(expected);
  }

  @Test
  void aLoneCarriageReturnIsTextWhereLinesEndOtherwise() {
    assertThat(records("a,b\n1,x\ry\n")).containsExactly(List.of("a", "b"), List.of("1", "x\ry"));
  }

  @Test
  void aByteOrderMarkIsNoText() {
    assertThat(records("\uFEFF\"a\",b\n")).containsExactly(List.of("a", "b"));
    assertThat(records("\uFEFF")).isEmpty();
  }

  @Test
  void aQuoteInsideACellThatIsNotQuotedIsText() {
    assertThat(records("5\" pipe,a \"b\" c, \"d\"\n")).containsExactly(List.of("5\" pipe", "a \"b\" c", " \"d\""));
  }

  @Test
  void aQuoteThatIsNotDoubledIsTextIfItsCellEndsInItsLine() {
    assertThat(records("1,\"He said \"hello\" to me\",x\n2,b,c\n")).containsExactly(List.of("1", "He said \"hello\" to me", "x"), List.of("2", "b", "c"));
  }

  @Test
  void aStrayQuoteCostsItsLineOnlyWhereverItIsFound() {
    assertThat(records("1,a\n2,\"open\n3,c\n4,d")).containsExactly(List.of("1", "a"), fault("the quote opened in line 2 is not closed before the end"), List.of("3", "c"), List.of("4", "d"));
    assertThat(records("1,\"open\n2,\"quoted\"\n3,c\n")).containsExactly(
        fault("after the quote opened in line 1 comes one that is neither doubled nor at the end of its cell"), List.of("2", "quoted"), List.of("3", "c"));
    assertThat(records("1,\"a \"b c\n2,d\n")).containsExactly(
        fault("after the quote opened in line 1 comes one that is neither doubled nor at the end of its cell"), List.of("2", "d"));
    assertThat(records("1,\"two\nlines\",\"open\n2,b\n")).containsExactly(fault("the quote opened in line 2 is not closed before the end"), List.of("2", "b"));
    assertThat(records("1,a\n2,\"open at the end")).containsExactly(List.of("1", "a"), fault("the quote opened in line 2 is not closed before the end"));
  }

  @Test
  void aQuoteOpenForTooLongCostsItsLineOnly() throws IOException {
    byte[] end = "\n3,c\n".getBytes(StandardCharsets.UTF_8);
    InputStream in = join("1,\"open\n2,b\n3,".getBytes(StandardCharsets.UTF_8), zeros(CsvRecords.LONGEST), end);
    List<String> faults = new ArrayList<>();
    List<Long> lines = new ArrayList<>();
    CsvRecords records = new CsvRecords(in, COMMAS);
    while (records.next()) {
      faults.add(records.fault());
      lines.add(records.line());
    }
    assertThat(faults).containsExactly("the quote opened in line 1 is not closed within 16 MiB", null, "a record of more than 16 MiB begins in line 3", null);
    assertThat(lines).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void linesAreCountedThroughQuotedOnes() throws IOException {
    CsvRecords records = new CsvRecords(new ByteArrayInputStream("a,b\r\n\r\n1,\"x\r\ny\nz\"\r\n2,c".getBytes(StandardCharsets.UTF_8)), COMMAS);
    List<Long> lines = new ArrayList<>();
    while (records.next()) {
      lines.add(records.line());
    }
    assertThat(lines).containsExactly(1L, 3L, 6L);
  }

  @Test
  void cellsBeyondCountingAreCounted() throws IOException {
    CsvRecords records = new CsvRecords(new ByteArrayInputStream(("x" + ",".repeat(300_000) + "\n1,2").getBytes(StandardCharsets.UTF_8)), COMMAS);
    assertThat(records.next()).isTrue();
    assertThat(records.cells()).isEqualTo(300_001);
    assertThat(records.next()).isTrue();
    assertThat(records.cells()).isEqualTo(2);
  }

  @Test
  void syntaxMayBeAnother() {
    assertThat(records("# note\n'a;b';c\\'d;'e\\'f'\n", new CsvSyntax(';', '\'', '\\', '#'))).containsExactly(List.of("a;b", "c\\'d", "e'f"));
    assertThat(records("\"a;b\"\n", new CsvSyntax(';', CsvSyntax.NONE, CsvSyntax.NONE, CsvSyntax.NONE))).containsExactly(List.of("\"a", "b\""));
  }

  @Property(tries = 300)
  void whatIsWrittenByTheRulesIsReadBackHoweverTheStreamComes(
      @ForAll @Size(min = 1, max = 6) List<@Size(min = 2, max = 2) List<@StringLength(max = 6) @CharRange(from = '\n', to = '\r') @CharRange(from = '"', to = '.') String>> rows,
      @ForAll boolean bytewise) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(String.join(",", row.stream().map(cell -> '"' + cell.replace("\"", "\"\"") + '"').toList())).append("\r\n");
    }
    InputStream in = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(records(bytewise ? bytewise(in) : in, COMMAS)).isEqualTo(rows);
  }

  @Property(tries = 500)
  void anyBytesAreReadToTheEnd(@ForAll @StringLength(max = 40) @CharRange(from = ' ', to = ',') @CharRange(from = '\n', to = '\r') String text) {
    assertThat(records(bytewise(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))), COMMAS)).isEqualTo(records(text)).hasSizeLessThanOrEqualTo(text.length());
  }

  private static List<String> fault(String text) {
    return List.of("fault: " + text);
  }

  private static List<List<String>> records(String text) {
    return records(text, COMMAS);
  }

  private static List<List<String>> records(String text, CsvSyntax syntax) {
    return records(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), syntax);
  }

  private static List<List<String>> records(InputStream in, CsvSyntax syntax) {
    try (CsvRecords records = new CsvRecords(in, syntax)) {
      List<List<String>> all = new ArrayList<>();
      while (records.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < records.cells(); i++) {
          cells.add(records.cell(i) == null ? null : records.cell(i).text());
        }
        all.add(records.fault() == null ? cells : fault(records.fault()));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream bytewise(InputStream in) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return in.read();
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return in.read(bytes, from, Math.min(1, length));
      }
    };
  }

  private static byte[] zeros(int count) {
    return new byte[count];
  }

  private static InputStream join(byte[]... parts) {
    return new java.io.SequenceInputStream(java.util.Collections.enumeration(Arrays.stream(parts).map(ByteArrayInputStream::new).toList()));
  }
}
