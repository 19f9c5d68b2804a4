package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SourceFixture.gzip;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of a megabyte that holds a gibibyte in one line costs that row, and memory that is stated. */
class BombIT {
  private static final int PIECE = 64 << 20;
  private static final int PIECES = 16;

  @TempDir
  private Path directory;

  @Test
  void aLineOfJson() {
    List<SourceRow> rows = read(bomb("a.jsonl.gz", "{\"id\":\"1\",\"text\":\"before\"}\n{\"id\":\"2\",\"text\":\"", "\"}\n{\"id\":\"3\",\"text\":\"after\"}\n"));
    assertThat(rows).filteredOn(row -> row.fault() == null).extracting(SourceRow::id).containsExactly("1", "3");
    assertThat(rows).filteredOn(row -> row.fault() != null).hasSize(1);
  }

  @Test
  void aCellOfCsv() {
    List<SourceRow> rows = read(bomb("a.csv.gz", "id,text\n1,before\n2,", "\n3,after\n"));
    assertThat(rows).filteredOn(row -> row.fault() == null).extracting(SourceRow::id).containsExactly("1", "3");
    assertThat(rows).filteredOn(row -> row.fault() != null).hasSize(1);
  }

  /** Archives one after the other are one archive. */
  private Path bomb(String name, String before, String after) {
    byte[] piece = gzip("a".repeat(PIECE));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(gzip(before));
    for (int i = 0; i < PIECES; i++) {
      bytes.writeBytes(piece);
    }
    bytes.writeBytes(gzip(after));
    return write(directory.resolve(name), bytes.toByteArray());
  }
}
