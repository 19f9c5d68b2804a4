package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SourceFixture.gzip;
import static dev.millrace.jobs.source.SourceFixture.input;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
