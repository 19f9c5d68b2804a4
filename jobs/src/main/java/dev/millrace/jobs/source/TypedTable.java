package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.Decoded;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;

/**
 * A table with types, whose mapped columns become text. Range and condition are asked of the table itself, which may then
 * read less.
 *
 * @param name for errors, such as the path
 */
record TypedTable(Dataset<Row> table, String name, Wanted wanted) {
  Dataset<Row> rows() {
    Columns columns = wanted.columns();
    Column[] selected = selected(columns);
    ColumnPath time = columns.time() == null ? null : ColumnPath.find(table, columns.time());
    boolean typedTime = time != null && TimeRange.isTyped(time.type());
    if (typedTime && wanted.timeFormat() != null) {
      throw MillraceException.usage("Column %s of input %s is a %s, so that input.time_format has no text to read; remove it from the pipeline file",
          columns.time(), name, time.type().simpleString());
    }
    Dataset<Row> rows = wanted.where() == null ? table : wanted.where().filter(table);
    TimeRange range = wanted.range();
    rows = range != null && typedTime ? rows.filter(range.over(time.column(), time.type())) : rows;
    Dataset<Row> texts = rows.select(selected).map(new ToSourceRow(columns, name), Encoders.row(SourceRow.SCHEMA));
    return range != null && !typedTime ? range.filter(texts) : texts;
  }

  /** The file, and the mapped columns in their flat order. */
  private Column[] selected(Columns columns) {
    List<Column> selected = new ArrayList<>(List.of(functions.input_file_name()));
    List<String> missing = new ArrayList<>();
    for (String path : columns.all()) {
      ColumnPath found = ColumnPath.find(table, path);
      if (found == null) {
        missing.add(path);
      } else {
        selected.add(text(path, found.column(), found.type()));
      }
    }
    if (!missing.isEmpty()) {
      throw columns.missing(name, missing, "", List.of(table.columns()));
    }
    return selected.toArray(Column[]::new);
  }

  private Column text(String path, Column column, DataType type) {
    Column text = TypedText.select(column, type);
    if (text == null) {
      throw MillraceException.data("Column %s of input %s is %s; expected text, a number, a time, or a list of these. Name a part of it, such as %s.name",
          path, name, type.simpleString(), path);
    }
    return text;
  }

  private record ToSourceRow(Columns columns, String name) implements MapFunction<Row, Row> {
    @Override
    public Row call(Row row) {
      String[] values = new String[row.length() - 1];
      boolean repaired = false;
      for (int i = 0; i < values.length; i++) {
        Decoded decoded = TypedText.text(row.get(i + 1));
        values[i] = decoded.text();
        repaired |= decoded.repaired();
      }
      String file = row.getString(0);
      return columns.row(file.isEmpty() ? name : FilePaths.readable(file), RowHash.of(values), values, repaired).toRow();
    }
  }
}
