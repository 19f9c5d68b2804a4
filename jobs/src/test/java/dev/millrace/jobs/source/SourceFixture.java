package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SharedSpark.spark;

import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes an input and reads it through the source that its name asks for. */
final class SourceFixture {
  private SourceFixture() {}

  static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static InputSpec input(String id, String... texts) {
    List<TextColumn> columns = Arrays.stream(texts).map(text -> new TextColumn(text, text)).toList();
    return new InputSpec("test", null, Map.of(), id, columns, null, null, List.of());
  }

  /** Rows with columns {@code id} and {@code text}, in order of id; those without come first. */
  static List<SourceRow> read(Object... inputs) {
    return read(input("id", "text"), inputs);
  }

  static List<SourceRow> read(InputSpec input, Object... inputs) {
    InputFiles files = files(inputs);
    return sorted(Sources.of(spark(), input, files, List.of()).rows());
  }

  /** What a selection leaves, in order of id. */
  static List<SourceRow> read(InputSpec input, Selection selection, Object... inputs) {
    return ofInput(Sources.open(spark(), input, Arrays.stream(inputs).map(Object::toString).toList(), List.of(), selection));
  }

  static List<SourceRow> ofInput(Input input) {
    return sorted(input.source().rows());
  }

  static Selection where(String condition) {
    return Selection.of(null, null, condition, 0, null);
  }

  static Selection within(String from, String to) {
    return Selection.of(from, to, null, 0, null);
  }

  private static List<SourceRow> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(SourceRow::of)
        .sorted(Comparator.comparing(SourceRow::id, Comparator.nullsFirst(Comparator.naturalOrder())).thenComparing(SourceRow::key)).toList();
  }

  static InputFiles files(Object... inputs) {
    return InputFiles.resolve(Arrays.stream(inputs).map(Object::toString).toList(), spark().sparkContext().hadoopConfiguration());
  }
}
