package dev.millrace.jobs.hostile;

import static dev.millrace.jobs.source.SharedSpark.spark;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.millrace.jobs.hostile.HostileDocuments.Row;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Writes hostile documents under hostile column names into files of hostile names. */
final class HostileFiles {
  /** Of id, subject, body, time and attribute. */
  static final List<String> COLUMNS = List.of("i`d.\"", "<script>", "a'b; --", "../tïme", "=cmd()");
  private static final List<String> NAMES = List.of(
      "*[a-z]?{x,y}", "line\nbreak", "%2e%2e%2f", "x..x", "quote'\"`", "👩\u200d👧 space", "-rf", "#hash?query=1&x", "$(id)", "=1+1", "\u202etxt", "\u001b[2J");

  private HostileFiles() {}

  /** JSON lines, and among them lines that are none. */
  static Path json(Path directory, HostileDocuments documents) throws IOException {
    Files.createDirectories(directory);
    List<String> broken = brokenLines();
    documents.malformed(broken.size());
    int perFile = documents.rows().size() / NAMES.size() + 1;
    for (int f = 0; f < NAMES.size(); f++) {
      try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(NAMES.get(f) + ".json"))) {
        for (Row row : part(documents, f, perFile)) {
          out.write(line(row));
          out.write('\n');
        }
        if (f == 0) {
          for (String line : broken) {
            out.write(line);
            out.write('\n');
          }
        }
      }
    }
    return directory;
  }

  private static String line(Row row) {
    StringBuilder line = new StringBuilder("{\"twice\":1,\"twice\":[2],\"huge\":1e99999");
    List<String> cells = row.cells();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i) != null) {
        line.append(",\"").append(JsonStringEncoder.getInstance().quoteAsString(COLUMNS.get(i))).append("\":\"").append(quoted(cells.get(i))).append('"');
      }
    }
    return line.append('}').toString();
  }

  /** Half characters are spelt, since UTF-8 cannot write them. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    for (char c : JsonStringEncoder.getInstance().quoteAsString(text)) {
      if (Character.isSurrogate(c)) {
        quoted.append("\\u").append(Integer.toHexString(c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.toString();
  }

  private static List<String> brokenLines() {
    return List.of("[".repeat(100_000), "{\"a\":".repeat(100_000), "{\"i`d.\\\"\":" + "9".repeat(100_000) + "}", "{\"a\":\"\\x\"}", "{\"a\":\"\\uZZZZ\"}", "[1]", "7", "null", "{} {}", "{\"a\":tru}",
        "{'a':1}", "<xml/>", "\u0000\u0000", "\\", "{\"a\":\"" + HostileDocuments.MARKER, "{\"a\":NaN}", "{\"" + "k".repeat(200_000) + "\":1}");
  }

  static Path csv(Path directory, HostileDocuments documents) throws IOException {
    Files.createDirectories(directory);
    int perFile = documents.rows().size() / NAMES.size() + 1;
    for (int f = 0; f < NAMES.size(); f++) {
      try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(NAMES.get(f) + ".csv"), StandardCharsets.UTF_8)) {
        record(out, COLUMNS);
        for (Row row : part(documents, f, perFile)) {
          record(out, row.cells());
        }
      }
    }
    return directory;
  }

  private static void record(BufferedWriter out, List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      out.write(i == 0 ? "" : ",");
      if (cells.get(i) != null) {
        out.write('"' + cells.get(i).replace("\"", "\"\"") + '"');
      }
    }
    out.write("\r\n");
  }

  static Path parquet(Path directory, HostileDocuments documents) throws IOException {
    StructType schema = new StructType();
    for (String column : COLUMNS) {
      schema = schema.add(column, DataTypes.StringType);
    }
    spark().createDataFrame(documents.rows().stream().map(row -> RowFactory.create(row.cells().toArray())).toList(), schema)
        .coalesce(1).write().mode(SaveMode.Overwrite).parquet(directory.toString());
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        Files.move(file, directory.resolve("👩 '\"`[x] %2e.parquet"));
      }
    }
    return directory;
  }

  private static List<Row> part(HostileDocuments documents, int file, int perFile) {
    int size = documents.rows().size();
    return documents.rows().subList(Math.min(size, file * perFile), Math.min(size, (file + 1) * perFile));
  }
}
