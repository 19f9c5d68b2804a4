package dev.millrace.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.PostgresBinaries;
import dev.millrace.database.TestDatabase;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.write.Samples;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever tables there will be: none that has a document id may be forgotten by {@code forget}. */
@ParameterizedClass
@MethodSource("oldestAndNewest")
class ErasureIT {
  /** In no other value. */
  private static final String ID = "Xq-4711'; \u2615";

  @Parameter
  PostgresBinaries binaries;

  private TestDatabase tables;
  private Database database;

  static Stream<PostgresBinaries> oldestAndNewest() {
    return Stream.of(TestDatabase.oldest(), PostgresBinaries.bundled());
  }

  @BeforeEach
  void open() {
    tables = TestDatabase.fresh(binaries);
    database = tables.open(Access.WRITER);
    ((Lease) RunLedger.begin(database, Samples.request("run"))).close();
  }

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void forgetLeavesNothingInAnyTableThatHasADocumentId() throws SQLException {
    List<String> all = tablesWithDocumentId();
    assertThat(all).contains("document", "decision", "field", "gold", "rejection");
    for (String table : all) {
      fill(table, ID);
      fill(table, "other");
    }
    tables.execute("INSERT INTO rejection (run, source, key, document_id, reason) VALUES (1, 'helpdesk', '%1$s#0123456789abcdef#1', '%1$s', 'duplicate_id')"
        .formatted(quoted(ID)));
    assertThat(cellsWith(ID)).hasSizeGreaterThanOrEqualTo(all.size() + 3);

    try (Forgetting forgetting = Forgetting.begin(database, "forget", Samples.SOURCE)) {
      forgetting.forget(Set.of(ID));
      forgetting.end();
      assertThat(forgetting.unknown()).isZero();
    }

    assertThat(cellsWith(ID)).isEmpty();
    for (String table : all) {
      assertThat(tables.value("SELECT count(*) FROM %s WHERE document_id = 'other'".formatted(table))).as(table).isEqualTo(1L);
    }
  }

  private List<String> tablesWithDocumentId() {
    return tables.query("""
        SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'document_id' AND t.table_type = 'BASE TABLE' AND c.table_name !~ '_\\d+$'""")
        .stream().map(row -> (String) row.get(0)).toList();
  }

  /** One row: the id where an id is meant, and anything that fits elsewhere. */
  private void fill(String table, String id) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (List<Object> column : tables.query("""
        SELECT column_name, data_type, udt_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = '%s' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
           OR table_schema = 'public' AND table_name = '%1$s' AND column_name = 'document_id'""".formatted(table))) {
      names.add((String) column.get(0));
      values.add(switch ((String) column.get(0)) {
        case "document_id", "key" -> "'%s'".formatted(quoted(id));
        case "source" -> "'%s'".formatted(Samples.SOURCE);
        default -> value((String) column.get(1), (String) column.get(2));
      });
    }
    tables.execute("INSERT INTO %s (%s) VALUES (%s)".formatted(table, String.join(", ", names), String.join(", ", values)));
  }

  private static String value(String type, String name) {
    return switch (type) {
      case "bigint", "integer", "smallint", "real", "double precision", "numeric" -> "1";
      case "boolean" -> "true";
      case "bytea" -> "'\\x00'";
      case "text" -> "'x'";
      case "jsonb" -> "'{}'";
      case "timestamp with time zone" -> "now()";
      case "ARRAY" -> "'{}'";
      case "USER-DEFINED" -> "(enum_range(NULL::%s))[1]".formatted(name);
      default -> throw new AssertionError("a value of type " + type + " is needed");
    };
  }

  /** Of every table, whatever the column is called. */
  private List<String> cellsWith(String text) {
    return tables.query("""
        SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '_\\d+$'""").stream()
        .flatMap(column -> tables.query("SELECT '%1$s.%2$s' FROM \"%1$s\" WHERE position('%3$s' in \"%2$s\"::text) > 0".formatted(column.get(0), column.get(1), quoted(text))).stream())
        .map(row -> (String) row.get(0)).collect(Collectors.toList());
  }

  private static String quoted(String text) {
    return text.replace("'", "''");
  }
}
