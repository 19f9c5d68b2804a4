package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

import java.io.Serializable;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where documents come from and which columns make them.
 *
 * @param source names the origin; with the id it is a document's identity
 * @param format {@code json}, {@code csv}, {@code parquet}, {@code avro}, {@code jdbc} or any other that Spark reads;
 *     null: by the file's name, see {@link #formatOf}
 * @param options given to the format as they are; may hold secrets and are therefore not printed
 * @param text in the order in which parts are hashed
 * @param time column of the document's time; null if there is none
 * @param timeFormat of that column, as {@link DateTimeFormatter} takes it; null: ISO 8601
 * @param attributes columns carried along for reports
 */
public record InputSpec(
    String source, String format, Map<String, String> options, String id, List<TextColumn> text, String time,
    String timeFormat, List<String> attributes) implements Serializable {
  private static final Map<String, String> FORMATS = Map.of(
      "json", "json", "jsonl", "json", "ndjson", "json", "csv", "csv", "parquet", "parquet", "avro", "avro", "orc", "orc");
  private static final Pattern COMPRESSED = Pattern.compile("\\.(gz|bz2|zst|deflate|snappy|lz4)$");

  public InputSpec {
    require(!source.isBlank(), "source must not be blank");
    require(format == null || format.matches("[A-Za-z][A-Za-z0-9._-]*"), "format must be a name such as csv");
    options = Map.copyOf(options);
    require(!id.isBlank(), "id must not be blank");
    text = List.copyOf(text);
    require(!text.isEmpty(), "text must name at least one column");
    Set<String> parts = new HashSet<>();
    text.forEach(column -> require(parts.add(column.part()), "text names part %s twice", column.part()));
    require(timeFormat == null || time != null, "time_format needs time, the column that it is the format of");
    require(timeFormat == null || isTimeFormat(timeFormat), "time_format is not a pattern such as yyyy/M/d");
    attributes = List.copyOf(attributes);
    require(new HashSet<>(attributes).size() == attributes.size(), "attributes names a column twice");
  }

  private static boolean isTimeFormat(String pattern) {
    try {
      DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The format that a file's name tells, compressed or not; null if it tells none. */
  public static String formatOf(String fileName) {
    String name = COMPRESSED.matcher(fileName.toLowerCase(Locale.ROOT)).replaceFirst("");
    return FORMATS.get(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Every column that must be there. */
  public Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>();
    columns.add(id);
    text.forEach(column -> columns.add(column.column()));
    if (time != null) {
      columns.add(time);
    }
    columns.addAll(attributes);
    return columns;
  }

  @Override
  public String toString() {
    return "InputSpec[source=%s, format=%s, options=%s, id=%s, text=%s, time=%s, timeFormat=%s, attributes=%s]".formatted(
        source, format, new TreeMap<>(options).keySet(), id, text, time, timeFormat, attributes);
  }
}
