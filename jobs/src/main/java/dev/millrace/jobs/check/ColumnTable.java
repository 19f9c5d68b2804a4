package dev.millrace.jobs.check;

import dev.millrace.cli.Prose;
import dev.millrace.cli.Table;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.pipeline.spec.InputSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Which column becomes what, how often it is filled, and how long it is: never what it says. */
final class ColumnTable {
  private static final int NAME = 22;

  private ColumnTable() {}

  static String of(InputSpec input, List<SourceRow> rows) {
    List<SourceRow> readable = rows.stream().filter(row -> row.fault() == null).toList();
    Table table = new Table("becomes", "column", "filled", "shortest", "longest");
    row(table, "id", input.id(), readable.stream().map(SourceRow::id).toList());
    if (input.time() != null) {
      row(table, "time", input.time(), readable.stream().map(SourceRow::time).toList());
    }
    for (int i = 0; i < input.text().size(); i++) {
      int place = i;
      row(table, "text " + input.text().get(i).part(), input.text().get(i).column(), readable.stream().map(row -> row.texts().get(place)).toList());
    }
    for (int i = 0; i < input.attributes().size(); i++) {
      int place = i;
      row(table, "attribute", input.attributes().get(i), readable.stream().map(row -> row.attributes().get(place)).toList());
    }
    return table.toString();
  }

  private static void row(Table table, String becomes, String column, List<String> values) {
    int[] lengths = values.stream().filter(Objects::nonNull).filter(value -> !value.isBlank()).mapToInt(value -> value.codePointCount(0, value.length())).toArray();
    table.row(Prose.cut(becomes, NAME), Prose.cut(column, NAME), "%d of %d".formatted(lengths.length, values.size()),
        IntStream.of(lengths).min().orElse(0), IntStream.of(lengths).max().orElse(0));
  }
}
