package dev.millrace.jobs.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.Decoded;
import dev.millrace.jobs.source.bytes.FilePart;
import dev.millrace.jobs.source.bytes.InputBytes;
import dev.millrace.jobs.source.bytes.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * JSON lines, read as bytes and parsed here: one pass instead of Spark's two (it infers a schema first), a bad byte is
 * seen, a line that is no object costs itself only, and a file that breaks off what lies behind.
 */
final class JsonLines implements Source {
  private static final int SAMPLE = 1_000;
  private static final long SAMPLE_BYTES = 64L << 20;

  private final SparkSession spark;
  private final InputFiles files;
  private final Columns columns;

  JsonLines(SparkSession spark, InputFiles files, Columns columns, Map<String, String> options) {
    if (!options.isEmpty()) {
      throw MillraceException.usage("JSON lines are UTF-8 and take no options; found %s", String.join(", ", new TreeMap<>(options).keySet()));
    }
    this.spark = spark;
    this.files = files;
    this.columns = columns;
  }

  @Override
  public Dataset<Row> rows() {
    InputBytes bytes = new InputBytes(spark.sparkContext().hadoopConfiguration());
    requireColumns(bytes);
    List<ArrayList<FilePart>> packs = FilePart.packs(files.files(), path -> !bytes.isCompressed(path), spark.sparkContext().defaultParallelism());
    return FileRows.of(spark, packs, columns, new Opener(columns));
  }

  /** A column that none of the first rows has is taken for missing; in some rows it may well be. */
  private void requireColumns(InputBytes bytes) {
    Found first = new Found(columns);
    String damage = look(bytes, first);
    if (first.lines == 0 && damage != null) {
      throw new MillraceException(ErrorKind.DATA, damage);
    }
    if (first.fields.isEmpty()) {
      throw MillraceException.data("Input %s holds no JSON objects in its first %d lines; expected one object a line", String.join(" ", files.given()), first.lines);
    }
    if (!first.missing.isEmpty()) {
      throw columns.missing(String.join(" ", files.given()), first.missing, " in its first %d rows".formatted(first.lines), first.fields);
    }
  }

  /** At the first lines of all files together; a damaged file gives what it has, and what is wrong with the last one is returned. */
  private String look(InputBytes bytes, Found first) {
    String damage = null;
    for (FileStatus file : files.files()) {
      if (first.isEnough()) {
        break;
      }
      try (Lines lines = Lines.open(bytes, new FilePart(file.getPath().toString(), 0, file.getLen()))) {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
          first.add(line);
          if (first.isEnough()) {
            break;
          }
        }
      } catch (IOException e) {
        damage = "Input %s cannot be read: %s. Is the file whole?".formatted(FilePaths.readable(file.getPath().toString()), e.getMessage());
      }
    }
    return damage;
  }

  /** What the first lines hold; of the lines themselves nothing is kept. */
  static final class Found {
    private final LineParser parser;
    private final Set<String> missing;
    private final Set<String> fields = new TreeSet<>();
    private int lines;
    private long bytes;

    Found(Columns columns) {
      this.parser = new LineParser(columns);
      this.missing = new TreeSet<>(columns.all());
    }

    void add(byte[] line) {
      lines++;
      bytes += line.length;
      JsonNode object = parser.object(Decoded.utf8(line, 0, line.length).text());
      if (object != null) {
        missing.removeIf(column -> !JsonPath.at(object, column).isMissingNode());
        object.fieldNames().forEachRemaining(fields::add);
      }
    }

    boolean isEnough() {
      return lines >= SAMPLE || bytes >= SAMPLE_BYTES;
    }
  }

  private record Opener(Columns columns) implements RowReader.Opener {
    @Override
    public RowReader open(InputBytes bytes, FilePart part) throws IOException {
      return new LineRows(FilePaths.readable(part.path()), Lines.open(bytes, part), new LineParser(columns));
    }
  }

  private record LineRows(String file, Lines lines, LineParser parser) implements RowReader {
    @Override
    public SourceRow next() throws IOException {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        SourceRow row = lines.isTooLong() ? parser.tooLong(file, line) : parser.parse(file, line);
        if (row != null) {
          return row;
        }
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  /** Parses lines; not thread-safe. */
  static final class LineParser {
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
        // A text as long as its line.
        .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Lines.LONGEST).build()).build()).enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
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
      return columns.row(file, () -> RowHash.of(line), values, decoded.repaired());
    }

    SourceRow tooLong(String file, byte[] beginning) {
      return columns.fault(file, RowHash.of(beginning), "a line of more than %d MiB".formatted(Lines.LONGEST >> 20));
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
