package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SourceFixture.files;
import static dev.millrace.jobs.source.SourceFixture.gzip;
import static dev.millrace.jobs.source.SourceFixture.input;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.csv.CsvRecords;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFilesIT {
  @TempDir
  private Path directory;

  @Test
  void quotedNewlinesCommasAndQuotesBelongToTheCell() {
    Path file = write(directory.resolve("a.csv"), "id,text\r\n1,\"line\nbreak, \"\"said\"\" ü\"\r\n2,plain\r\n3,\r\n");
    assertThat(read(file)).extracting(SourceRow::id, row -> row.texts().get(0), SourceRow::repaired).containsExactly(
        tuple("1", "line\nbreak, \"said\" ü", false), tuple("2", "plain", false), tuple("3", "", false));
  }

  @Test
  void gzipAndAByteOrderMarkAreNoHindrance() {
    assertThat(read(write(directory.resolve("a.csv.gz"), gzip("\uFEFFid,text\n1,one\n")))).extracting(SourceRow::id).containsExactly("1");
    assertThat(read(write(directory.resolve("b.csv"), "\uFEFF\"id\",\"text\"\n\"1\",\"one\"\n"))).extracting(SourceRow::id).containsExactly("1");
  }

  @Test
  void badBytesAreRepairedAndTold() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("id,text\n1,bad ".getBytes(StandardCharsets.UTF_8));
    bytes.write(0xff);
    bytes.writeBytes("\n2,nul \0\n3,Größe\n".getBytes(StandardCharsets.UTF_8));
    assertThat(read(write(directory.resolve("a.csv"), bytes.toByteArray()))).extracting(row -> row.texts().get(0), SourceRow::repaired).containsExactly(
        tuple("bad \uFFFD", true), tuple("nul \uFFFD", true), tuple("Größe", false));
  }

  @Test
  void rowsWithTooFewOrTooManyCellsAreFaults() {
    List<SourceRow> rows = read(write(directory.resolve("a.csv"), "id,text,more\n1,good,x\n2,few\n3,too,many,cells\n4,good,y\n"));
    assertThat(rows).extracting(SourceRow::id).containsExactly(null, null, "1", "4");
    assertThat(rows.subList(0, 2)).allMatch(row -> row.fault().equals("not a CSV record with as many cells as the header"));
  }

  @Test
  void aQuoteThatIsNeverClosedCostsItsLineAndSaysWhere() {
    List<SourceRow> rows = read(write(directory.resolve("a.csv"), "id,text,more\n1,good,x\n2,\"open,y\n3,kept,z\n"));
    assertThat(rows).extracting(SourceRow::id, SourceRow::fault).containsExactly(
        tuple(null, "the quote opened in line 3 is not closed before the end"), tuple("1", null), tuple("3", null));
  }

  @Test
  void namesMayHoldDotsSpacesAndBackticks() {
    Path file = write(directory.resolve("a.csv"), "id,a.b,the `best` column,größe\n1,x,y,z\n");
    assertThat(read(input("id", "a.b", "the `best` column", "größe"), file)).extracting(SourceRow::texts).containsExactly(List.of("x", "y", "z"));
  }

  @Test
  void aMissingColumnIsRefusedWithPathAndFoundColumns() {
    Path file = write(directory.resolve("a.csv"), "id,body\n1,x\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessage("Input %s has no column text; found id, body", file);
  }

  @Test
  void anEmptyFileAmongOthersIsPassedOver() {
    write(directory.resolve("in/a.csv"), "");
    write(directory.resolve("in/b.csv"), "id,text\n1,one\n");
    assertThat(read(directory.resolve("in"))).extracting(SourceRow::id).containsExactly("1");
  }

  @Test
  void filesWithOtherHeadersAreRefusedAndNeverReadByPosition() {
    write(directory.resolve("order/a.csv"), "id,text\n1,one\n");
    write(directory.resolve("order/b.csv"), "text,id\ntwo,2\n");
    assertThatThrownBy(() -> read(directory.resolve("order"))).hasMessageMatching("Input .*order/b.csv has another header than .*order/a.csv; expected the same columns .*");
    write(directory.resolve("names/a.csv"), "id,text\n1,one\n");
    write(directory.resolve("names/b.csv"), "id,body\n2,two\n");
    assertThatThrownBy(() -> read(directory.resolve("names"))).hasMessageMatching("Input .*names/b.csv has another header than .*");
  }

  @ParameterizedTest
  @CsvSource({"UTF-8,false", "UTF-8,true", "UTF-16LE,false", "UTF-16LE,true", "UTF-16BE,false", "UTF-16BE,true", "windows-1252,false"})
  void whateverTheEncodingTheTextIsTheSameAndItIsTold(String encoding, boolean marked) {
    String text = (marked ? "\uFEFF" : "") + "id;text\r\n1;\"Größe; \"\"ß\"\"\r\nzwei\"\r\n2;Ärger\r\n";
    Path file = write(directory.resolve("a.csv"), text.getBytes(Charset.forName(encoding)));
    assertThat(read(file)).extracting(SourceRow::id, row -> row.texts().get(0), SourceRow::repaired).containsExactly(
        tuple("1", "Größe; \"ß\"\r\nzwei", false), tuple("2", "Ärger", false));
    assertThat(source(Map.of(), file).detected()).containsExactly(Map.entry("encoding", encoding), Map.entry("delimiter", ";"));
  }

  @Test
  void whatIsToldOutranksWhatIsFound() {
    Path file = write(directory.resolve("a.csv"), "# 5\nid|text\n1|'a, \u0080'\n".getBytes(Charset.forName("ISO-8859-1")));
    Map<String, String> options = Map.of("encoding", "ISO-8859-1", "sep", "|", "quote", "'", "comment", "#");
    assertThat(rows(source(options, file))).extracting(row -> row.texts().get(0)).containsExactly("a, \u0080");
    assertThat(source(options, file).detected()).containsExactly(Map.entry("encoding", "ISO-8859-1"), Map.entry("delimiter", "|"));
  }

  @Test
  void undecodableUnitsOfUtf16AreRepairedAndTold() {
    byte[] bytes = "id,text\n1,bad \u0041\n2,good\n".getBytes(StandardCharsets.UTF_16LE);
    bytes[2 * "id,text\n1,bad ".length() + 1] = (byte) 0xD8;
    assertThat(read(write(directory.resolve("a.csv"), bytes))).extracting(row -> row.texts().get(0), SourceRow::repaired)
        .containsExactly(tuple("bad \uFFFD", true), tuple("good", false));
  }

  @Test
  void withoutAHeaderColumnsAreNumbered() {
    Path file = write(directory.resolve("a.csv"), "1\tone\n2\ttwo\n");
    InputSpec input = new InputSpec("test", "csv", Map.of("header", "false"), "_c0", List.of(new TextColumn("text", "_c1")), null, null, List.of());
    assertThat(read(input, file)).extracting(SourceRow::id, row -> row.texts().get(0)).containsExactly(tuple("1", "one"), tuple("2", "two"));
  }

  @Test
  void rowsWithoutEndCostThemselvesOnly() {
    String wide = "x,".repeat(300_000);
    Path file = write(directory.resolve("a.csv"), "id,text\n1,one\n" + wide + "\n2," + "y".repeat(CsvRecords.LONGEST) + "\n3,three\n");
    assertThat(read(file)).extracting(SourceRow::id, SourceRow::fault).containsExactlyInAnyOrder(
        tuple(null, "not a CSV record with as many cells as the header"), tuple(null, "a record of more than 16 MiB begins in line 4"), tuple("1", null), tuple("3", null));
  }

  @Test
  void emptyCellsAreMissingAndEmptyQuotesAreNot() {
    InputSpec input = new InputSpec("test", null, Map.of(), "id", List.of(new TextColumn("text", "text")), "time", null, List.of("a", "b"));
    assertThat(read(input, write(directory.resolve("a.csv"), "a,id,b,time,text\n,1,\"\",,\n"))).singleElement().satisfies(row -> {
      assertThat(row.attributes()).containsExactly(null, "");
      assertThat(row.texts()).containsExactly("");
      assertThat(row.time()).isNull();
    });
  }

  @Test
  void filesOfAnInputAreWrittenInOneWay() {
    write(directory.resolve("encoding/a.csv"), "id,text\n1,Größe\n");
    write(directory.resolve("encoding/b.csv"), "id,text\n2,plain\n");
    assertThat(read(directory.resolve("encoding"))).hasSize(2);
    write(directory.resolve("encoding/c.csv"), "id,text\n3,Größe\n".getBytes(Charset.forName("windows-1252")));
    assertData(directory.resolve("encoding"), "Input .*c.csv is encoded in windows-1252 \\(.*\\), but .*a.csv UTF-8 \\(.*\\); expected the same .* say --encoding.*");
    write(directory.resolve("delimiter/a.csv"), "id,text\n1,x\n");
    write(directory.resolve("delimiter/b.csv"), "id;text\n2;y\n");
    assertData(directory.resolve("delimiter"), "Input .*b.csv is delimited by ; \\(.*\\), but .*a.csv , \\(.*\\); expected the same .* say --delimiter.*");
  }

  @Test
  void headersMayDifferInQuotesAndLineEnds() {
    write(directory.resolve("in/a.csv"), "id,text\n1,one\n");
    write(directory.resolve("in/b.csv"), "\uFEFF\"id\",\"text\"\r\n2,two\r\n");
    assertThat(read(directory.resolve("in"))).extracting(SourceRow::id).containsExactly("1", "2");
  }

  @Test
  void aMappedColumnIsThereOnce() {
    assertData(write(directory.resolve("a.csv"), "id,text,text\n1,a,b\n"), "Input .*a.csv has the column text more than once; rename .*");
    assertThat(read(write(directory.resolve("b.csv"), "id,text,x,x\n1,a,b,c\n"))).hasSize(1);
  }

  @Test
  void optionsThatNobodyKnowsAreRefused() {
    assertThatThrownBy(() -> source(Map.of("multiLine", "true", "sep", ";"), write(directory.resolve("a.csv"), "id,text\n")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessage("CSV has no option multiline; expected some of encoding, delimiter, sep, quote, escape, comment, header");
  }

  private static void assertData(Path input, String message) {
    assertThatThrownBy(() -> read(input))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageMatching(message);
  }

  private static Source source(Map<String, String> options, Path file) {
    InputSpec input = new InputSpec("test", "csv", options, "id", List.of(new TextColumn("text", "text")), null, null, List.of());
    return Sources.of(SharedSpark.spark(), input, files(file), List.of());
  }

  private static List<SourceRow> rows(Source source) {
    return source.rows().collectAsList().stream().map(SourceRow::of).toList();
  }
}
