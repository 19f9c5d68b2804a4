package dev.millrace.jobs.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.millrace.failure.MillraceException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * JSON lines, read as bytes and parsed here: one pass instead of Spark's two (it infers a schema first), a bad byte is
 * seen, and a line that is no object costs itself only.
 */
final class JsonLines implements Source {
  private static final int SAMPLE = 1_000;

  private final SparkSession spark;
  private final InputFiles files;
  private final Columns columns;

  JsonLines(SparkSession spark, InputFiles files, Columns columns) {
    this.spark = spark;
    this.files = files;
    this.columns = columns;
  }

  @Override
  public Dataset<Row> rows() {
    Dataset<Row> lines = spark.read().option("lineSep", "\n").option(InputFiles.GLOBBING, false).text(files.paths())
        .select(functions.col("value").cast("binary"), functions.input_file_name());
    requireColumns(lines.limit(SAMPLE).toJavaRDD().map(row -> (byte[]) row.get(0)).collect());
    return lines.mapPartitions(new Parse(columns), Encoders.row(SourceRow.SCHEMA));
  }

  /** A column that none of the first rows has is taken for missing; in some rows it may well be. */
  private void requireColumns(List<byte[]> sample) {
    Set<String> missing = new TreeSet<>(columns.all());
    Set<String> found = new TreeSet<>();
    LineParser parser = new LineParser(columns);
    for (byte[] line : sample) {
      JsonNode object = parser.object(Decoded.utf8(line, 0, line.length).text());
      if (object != null) {
        missing.removeIf(column -> !JsonPath.at(object, column).isMissingNode());
        object.fieldNames().forEachRemaining(found::add);
      }
    }
    if (found.isEmpty()) {
      throw MillraceException.data("Input %s holds no JSON objects in its first %d lines; expected one object a line", String.join(" ", files.given()), sample.size());
    }
    if (!missing.isEmpty()) {
      throw columns.missing(String.join(" ", files.given()), missing, " in its first %d rows".formatted(sample.size()), found);
    }
  }

  private record Parse(Columns columns) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> lines) {
      LineParser parser = new LineParser(columns);
      return new Iterator<>() {
        private Row next;

        @Override
        public boolean hasNext() {
          while (next == null && lines.hasNext()) {
            Row line = lines.next();
            SourceRow row = parser.parse(FilePaths.readable(line.getString(1)), (byte[]) line.get(0));
            next = row == null ? null : row.toRow();
          }
          return next != null;
        }

        @Override
        public Row next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          Row row = next;
          next = null;
          return row;
        }
      };
    }
  }

  /** Parses lines; not thread-safe. */
  static final class LineParser {
    private static final ObjectMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
        // A second object on the line would be lost unseen.
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Columns columns;
    private final List<String> paths;

    LineParser(Columns columns) {
      this.columns = columns;
      this.paths = columns.all();
    }

    /** Null for an empty line. */
    SourceRow parse(String file, byte[] line) {
      int length = line.length;
      while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' ')) {
        length--;
      }
      int start = length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF ? 3 : 0;
      if (length == start) {
        return null;
      }
      Decoded decoded = Decoded.utf8(line, start, length - start);
      JsonNode object = object(decoded.text());
      if (object == null) {
        return columns.fault(file, RowHash.of(line), "not a JSON object");
      }
      String[] values = new String[paths.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = JsonPath.text(JsonPath.at(object, paths.get(i)));
      }
      return columns.row(file, RowHash.of(line), values, decoded.repaired());
    }

    /** Null if the line is anything but one object. */
    JsonNode object(String line) {
      try {
        JsonNode node = JSON.readTree(line);
        return node != null && node.isObject() ? node : null;
      } catch (JsonProcessingException e) {
        return null;
      }
    }
  }
}
