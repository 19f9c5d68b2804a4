package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SharedSpark.spark;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.within;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnySourceIT {
  @TempDir
  private Path directory;

  private static InputSpec input(String format, Map<String, String> options, String id, String text, String time) {
    return new InputSpec("test", format, options, id, List.of(new TextColumn("text", text)), time, null, List.of());
  }

  @Test
  void aDirectoryOfTextsIsReadFileByFile() throws IOException {
    for (int day = 1; day <= 3; day++) {
      Path file = write(directory.resolve("in/" + day + ".txt"), "text of\nday " + day);
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-0" + day + "T00:00:00Z")));
    }
    InputSpec input = input("binaryFile", Map.of("pathGlobFilter", "*.txt"), "path", "content", "modificationTime");
    assertThat(read(input, within("2026-01-02", null), directory.resolve("in"))).extracting(row -> row.id().replaceAll(".*/", ""), row -> row.texts().get(0), SourceRow::time)
        .containsExactly(tuple("2.txt", "text of\nday 2", "2026-01-02T00:00:00Z"), tuple("3.txt", "text of\nday 3", "2026-01-03T00:00:00Z"));
    assertThat(read(input("text", Map.of("wholetext", "true"), "_metadata.file_name", "value", null), Selection.EVERYTHING, directory.resolve("in")))
        .extracting(SourceRow::id, row -> row.texts().get(0)).contains(tuple("1.txt", "text of\nday 1"));
  }

  @Test
  void anIdThatLooksLikeANumberStaysAsItIsWritten() {
    Path file = write(directory.resolve("a.xml"), "<all><t><id>0017</id><mail><body>one</body></mail></t><t><id>1.50</id><mail><body>two</body></mail></t></all>");
    assertThat(read(input("xml", Map.of("rowTag", "t"), "id", "mail.body", null), Selection.EVERYTHING, file))
        .extracting(SourceRow::id, row -> row.texts().get(0)).containsExactly(tuple("0017", "one"), tuple("1.50", "two"));
    assertUsage("Input .*a.xml cannot be opened: .*rowTag.*", input("xml", Map.of(), "id", "text", null), file);
  }

  @Test
  void aSourceMayNeedNoPathAndIsThenReadAgainEachTime() {
    InputSpec input = input("rate-micro-batch", Map.of(), "value", "value", null);
    assertThat(Sources.open(spark(), input, List.of(), List.of(), Selection.EVERYTHING).fingerprint())
        .isNotEqualTo(Sources.open(spark(), input, List.of(), List.of(), Selection.EVERYTHING).fingerprint());
  }

  @Test
  void aClassNameIsAFormatAndAnUnknownOneIsToldWhatThereIs() {
    Path table = directory.resolve("t.orc");
    spark().sql("SELECT 1 AS id, 'x' AS text").write().orc(table.toString());
    assertThat(read(input("org.apache.spark.sql.execution.datasources.orc.OrcFileFormat", Map.of(), "id", "text", null), Selection.EVERYTHING, table))
        .extracting(SourceRow::id).containsExactly("1");
    assertUsage("Spark knows no input format 'delta'; expected json, .* --jars of spark-submit, or MILLRACE_CLASS_PATH", input("delta", Map.of(), "id", "text", null), table);
  }

  private static void assertUsage(String message, InputSpec input, Path path) {
    assertThatThrownBy(() -> read(input, Selection.EVERYTHING, path))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE)).hasMessageMatching(message);
  }
}
