package dev.millrace.database;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills every empty table of the schema {@code public}, whatever migrations have made, from what the catalogue says of its columns.
 * {@code i} counts rows. A column that wants more than its type says has a line here, by itself or with its table.
 */
record SampleRows(TestDatabase database) {
  private static final String HEX_64 = "md5(i::text) || md5(i::text)";
  /** The tables that have a row for each document, and those with a row for each part of the work. */
  private static final Set<String> LARGE = Set.of("document", "decision", "field", "rejection", "gold", "forgotten");
  private static final int WORK_ROWS = 10_000;

  private static final Map<String, String> VALUES = Map.ofEntries(
      Map.entry("source", "'helpdesk'"),
      Map.entry("document_id", "'d' || i"),
      Map.entry("decided_by", "'model'"),
      Map.entry("gold.document_id", "'g' || i"),
      Map.entry("task", "'category'"),
      Map.entry("decision.model_version", "1"),
      Map.entry("model_version.version", HEX_64),
      Map.entry("rule_set.hash", HEX_64),
      Map.entry("run.state", "'done'"),
      Map.entry("attempt.outcome", "'committed'"),
      Map.entry("audit.what", "'purge'"),
      Map.entry("documents", "i % 90"),
      Map.entry("decided", "i % 90"),
      Map.entry("rejected", "0"),
      Map.entry("skipped_unchanged", "0"),
      Map.entry("slices", "16"),
      Map.entry("field.validated", "i % 2 = 0"),
      Map.entry("field.score", "CASE WHEN i % 2 = 1 THEN 0.5 END"));

  private static final String TABLES = """
      SELECT c.relname::text FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'flyway_schema_history'
      ORDER BY c.oid
      """;
  private static final String COLUMNS = """
      SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), t.typtype = 'e',
             (SELECT format('(SELECT min(%%I) FROM %%s)', (SELECT attname FROM pg_attribute r WHERE r.attrelid = f.confrelid AND r.attnum = f.confkey[1]), f.confrelid::regclass)
              FROM pg_constraint f WHERE f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum])
      FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = '%s'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = '' ORDER BY a.attnum
      """;

  List<String> tables() {
    return database.query(TABLES).stream().map(row -> (String) row.get(0)).toList();
  }

  /** Tables are in the order in which they were made, so one comes after those it refers to. */
  void fill(int rows) {
    for (String table : tables()) {
      if (database.value("SELECT EXISTS (SELECT FROM %s)".formatted(table)).equals(false)) {
        List<List<Object>> columns = database.query(COLUMNS.formatted(table));
        try {
          database.execute("INSERT INTO %s (%s) SELECT %s FROM generate_series(1, %d) i ON CONFLICT DO NOTHING".formatted(table,
              columns.stream().map(column -> (String) column.get(0)).collect(Collectors.joining(", ")),
              columns.stream().map(column -> value(table, column)).collect(Collectors.joining(", ")), LARGE.contains(table) ? rows : Math.min(rows, WORK_ROWS)));
        } catch (AssertionError e) {
          throw new AssertionError("No sample rows for table %s: give SampleRows.VALUES what its columns want".formatted(table), e);
        }
      }
    }
  }

  private static String value(String table, List<Object> column) {
    String name = (String) column.get(0);
    String type = (String) column.get(1);
    String declared = VALUES.getOrDefault(table + "." + name, VALUES.get(name));
    if (declared != null) {
      return declared;
    }
    if (column.get(3) != null) {
      return (String) column.get(3);
    }
    if (column.get(2).equals(true)) {
      return "enum_first(NULL::%s)".formatted(type);
    }
    return switch (type) {
      case "text" -> "'%s ' || i".formatted(name);
      case "integer", "bigint" -> "i";
      case "smallint" -> "i % 1000";
      case "real", "double precision" -> "0.5";
      case "boolean" -> "true";
      case "timestamp with time zone" -> "now() - i * interval '1 second'";
      case "jsonb" -> "'{\"sample\": 1}'";
      case "bytea" -> "decode(md5(i::text) || md5(i::text), 'hex')";
      case "text[]" -> "ARRAY['refund', 'other']";
      case "real[]" -> "ARRAY[0.9, 0.1]";
      default -> throw new AssertionError("Column %s.%s is of type %s, of which SampleRows has no values".formatted(table, name, type));
    };
  }

  /** For each table: its columns of now, its rows, and a hash of all values. */
  Map<String, List<Object>> contents(Map<String, Set<String>> columns) {
    return columns.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, table -> {
      String row = "ROW(%s)::text".formatted(String.join(", ", table.getValue()));
      return database.query("SELECT count(*), sum(('x' || left(md5(%s), 8))::bit(32)::bigint) FROM %s".formatted(row, table.getKey())).get(0);
    }));
  }

  Map<String, Set<String>> columns() {
    return tables().stream().collect(Collectors.toMap(table -> table,
        table -> database.query(COLUMNS.formatted(table)).stream().map(row -> (String) row.get(0)).collect(Collectors.toCollection(LinkedHashSet::new))));
  }
}
