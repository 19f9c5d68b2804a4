package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows of a format whose columns are text that are in a selection, chosen after they are read. Of a row that could not be
 * read nothing can be said: it is kept, and rejected.
 *
 * @param range null for every time
 * @param where null for every row; its columns are those of the source's {@link Columns#conditions()}, in the same order
 */
record SelectedText(Source source, TimeRange range, Where where) implements Source {
  private static final String ROW = "_millrace_row";

  @Override
  public Dataset<Row> rows() {
    Dataset<Row> rows = source.rows();
    rows = range == null ? rows : range.filter(rows);
    return where == null ? rows : where(rows);
  }

  /** What a text format is to read for a condition. */
  static List<String> paths(Where where) {
    return where == null ? List.of() : where.columns().stream().map(steps -> String.join(".", steps)).toList();
  }

  private Dataset<Row> where(Dataset<Row> rows) {
    List<Column> selected = new ArrayList<>();
    selected.add(functions.struct(Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new)).as(ROW));
    named().forEach((name, value) -> selected.add(column(value).as(name)));
    return where.filter(rows.select(selected.toArray(Column[]::new)), "%s.%s IS NOT NULL".formatted(ROW, SourceRow.FAULT))
        .select(ROW + ".*").withColumn(SourceRow.CONDITIONS, functions.array().cast("array<string>"));
  }

  /** By name a value's place among the conditions, or more names, as nested as the condition writes them. */
  private Map<String, Object> named() {
    Map<String, Object> names = new LinkedHashMap<>();
    int place = 0;
    for (List<String> steps : where.columns()) {
      Map<String, Object> at = names;
      for (String step : steps.subList(0, steps.size() - 1)) {
        at = inner(at.computeIfAbsent(step, name -> new LinkedHashMap<String, Object>()), steps);
      }
      if (at.put(steps.get(steps.size() - 1), place++) != null) {
        throw overlapping(steps);
      }
    }
    return names;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> inner(Object value, List<String> steps) {
    if (value instanceof Map) {
      return (Map<String, Object>) value;
    }
    throw overlapping(steps);
  }

  private static MillraceException overlapping(List<String> steps) {
    return MillraceException.usage("--where names %s and also a column within or around it; the columns of this format are text, so that only one can be meant", String.join(".", steps));
  }

  private static Column column(Object value) {
    if (value instanceof Integer place) {
      return functions.get(functions.col(SourceRow.CONDITIONS), functions.lit(place));
    }
    List<Column> fields = new ArrayList<>();
    ((Map<?, ?>) value).forEach((name, inner) -> fields.add(column(inner).as((String) name)));
    return functions.struct(fields.toArray(Column[]::new));
  }

  @Override
  public Map<String, String> detected() {
    return source.detected();
  }
}
