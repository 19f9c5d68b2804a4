package dev.millrace.retention;

import dev.millrace.cli.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Erased rows by table, for people. */
final class ErasedTable {
  private static final List<String> ORDER = List.of("document", "decision", "field", "gold", "rejection");

  private ErasedTable() {}

  static String of(Map<String, Long> counts) {
    Table table = new Table("table", "rows");
    for (String name : ORDER) {
      table.row(name, String.format(Locale.ROOT, "%,d", counts.getOrDefault(name, 0L)));
    }
    return table.toString();
  }
}
