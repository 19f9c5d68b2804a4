package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SourceFixture.files;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.Files;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesIT {
  private static final String LINE = "{\"id\":\"1\",\"text\":\"x\"}\n";

  @TempDir
  private Path directory;

  @BeforeEach
  void writeFiles() {
    for (String name : new String[] {"b.json", "a.json", "sub/c.json", "_SUCCESS", ".a.json.crc", "_temporary/0/d.json", ".hidden/e.json"}) {
      write(directory.resolve(name), LINE);
    }
  }

  @Test
  void aDirectoryIsEveryVisibleFileBelowItInOrderOfPaths() {
    assertThat(names(directory)).containsExactly("a.json", "b.json", "c.json");
    assertThat(read(directory)).hasSize(3);
  }

  @Test
  void aGlobIsWhatItMatches() {
    assertThat(names(directory.resolve("*.json"))).containsExactly("a.json", "b.json");
    assertThat(names(directory.resolve("{a,sub/c}.json"))).containsExactly("a.json", "c.json");
  }

  @Test
  void aFileNamedLikeAGlobIsThatFile() {
    write(directory.resolve("odd[1].json"), LINE);
    assertThat(names(directory.resolve("odd[1].json"))).containsExactly("odd[1].json");
    assertThat(read(directory.resolve("odd[1].json"))).hasSize(1);
  }

  @Test
  void aNameMayHoldAColonWhereNoReaderOfSparksIsNeeded() {
    Path json = write(directory.resolve("2026-11-22T10:00:00.json"), LINE);
    Path csv = write(directory.resolve("2026-11-22T10:00:00.csv"), "id,text\n1,x\n");
    assertThat(read(json)).extracting(SourceRow::id).containsExactly("1");
    assertThat(read(csv)).extracting(SourceRow::id).containsExactly("1");
    Path parquet = write(directory.resolve("10:00.parquet"), "PAR1");
    assertThatThrownBy(() -> read(parquet)).isInstanceOf(MillraceException.class).hasMessageStartingWith("The name of input 10:00.parquet holds a colon");
  }

  @Test
  void aHiddenFileIsNeverMissedWithoutAWord() {
    assertUsage("is hidden by its name", directory.resolve("a.json"), write(directory.resolve("_late.json"), LINE));
    assertThat(names(directory.resolve("*.json"))).containsExactly("a.json", "b.json");
  }

  @Test
  void aFileNamedTwiceIsReadOnce() {
    assertThat(names(directory.resolve("a.json"), directory.resolve("*.json"), directory)).containsExactly("a.json", "b.json", "c.json");
  }

  @Test
  void whatIsNotThereIsWrongUseByPath() {
    assertUsage("There is no input at " + directory.resolve("nowhere.json"), directory.resolve("a.json"), directory.resolve("nowhere.json"));
    assertUsage("There is no input at " + directory.resolve("*.csv"), directory.resolve("*.csv"));
  }

  @Test
  void emptyInputIsWrongUseByPath() {
    Path empty = write(directory.resolve("empty.json"), "");
    assertUsage("The input %s is empty: 1 files, 0 bytes".formatted(empty), empty);
  }

  @Test
  void theFingerprintFollowsNamesSizesAndTimes() throws IOException {
    String before = files(directory).fingerprint();
    assertThat(files(directory).fingerprint()).isEqualTo(before);
    Files.setLastModifiedTime(directory.resolve("a.json"), FileTime.fromMillis(0));
    String touched = files(directory).fingerprint();
    write(directory.resolve("f.json"), LINE);
    assertThat(files(directory).fingerprint()).isNotEqualTo(touched);
    assertThat(touched).isNotEqualTo(before);
  }

  private static String[] names(Object... inputs) {
    return Arrays.stream(files(inputs).paths()).map(path -> path.substring(path.lastIndexOf('/') + 1)).toArray(String[]::new);
  }

  private static void assertUsage(String complaint, Object... inputs) {
    assertThatThrownBy(() -> files(inputs))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining(complaint);
  }
}
