package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Typed columns, such as Parquet's: cast to text, nested ones by path. */
final class ColumnarFiles implements Source {
  private final Dataset<Row> table;
  private final String name;
  private final Columns columns;

  /** @param name for errors, such as the path */
  ColumnarFiles(Dataset<Row> table, String name, Columns columns) {
    this.table = table;
    this.name = name;
    this.columns = columns;
  }

  @Override
  public Dataset<Row> rows() {
    List<Column> selected = new ArrayList<>(List.of(functions.input_file_name()));
    List<String> missing = new ArrayList<>();
    for (String path : columns.all()) {
      Column column = find(path);
      if (column == null) {
        missing.add(path);
      } else {
        selected.add(column.cast("string"));
      }
    }
    if (!missing.isEmpty()) {
      throw MillraceException.data("Input %s has no column %s; found %s", name, String.join(", ", missing), String.join(", ", table.columns()));
    }
    return table.select(selected.toArray(Column[]::new)).map(new ToSourceRow(columns), Encoders.row(SourceRow.SCHEMA));
  }

  private Column find(String path) {
    if (Arrays.asList(table.columns()).contains(path)) {
      return table.col("`" + path.replace("`", "``") + "`");
    }
    try {
      return table.col(path);
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        return null;
      }
      throw e;
    }
  }

  private record ToSourceRow(Columns columns) implements MapFunction<Row, Row> {
    @Override
    public Row call(Row row) {
      String[] values = new String[row.length() - 1];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.getString(i + 1);
      }
      return columns.row(FilePaths.readable(row.getString(0)), RowHash.of(values), values, false).toRow();
    }
  }
}
