package dev.millrace.jobs.faults;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What runs have left in the tables, whole. Two of them are equal if all columns are but those that tell which run and
 * which driver wrote a row, when, and how many seconds it took; scores may differ by 1e-5, since batch mates change the last bits.
 */
public final class Tables {
  private static final double SCORE_TOLERANCE = 1e-5;
  /** Tables and views with the columns that tell their rows apart. */
  private static final Map<String, String> KEYS = new LinkedHashMap<>();
  private static final Set<String> NOT_COMPARED =
      Set.of("run", "updated_at", "decided_at", "rejected_at", "committed_at", "lease_token", "attempt");
  private static final Map<String, String> SURROGATES = Map.of(
      "model_version", "(SELECT v.version FROM model_version v WHERE v.id = t.model_version)",
      "rule_set", "(SELECT r.hash FROM rule_set r WHERE r.id = t.rule_set)");

  static {
    KEYS.put("document", "source, document_id");
    KEYS.put("decision", "source, document_id, task, model_version");
    KEYS.put("field", "source, document_id, field, occurrence");
    KEYS.put("rejection", "source, key, reason");
    KEYS.put("current_decision", "source, document_id COLLATE \"C\", task COLLATE \"C\"");
    KEYS.put("slice", "pass, slice");
  }

  private final Map<String, List<List<Object>>> rows = new LinkedHashMap<>();

  private Tables() {}

  /** Reads all tables, the embedded database's or a server's. */
  public static Tables of(DatabaseSettings settings) {
    Tables tables = new Tables();
    try (Database database = Database.open(settings, Access.READER, "millrace test", 1); Connection connection = database.connection()) {
      for (String table : KEYS.keySet()) {
        tables.rows.put(table, read(connection, query(connection, table)));
      }
      return tables;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String query(Connection connection, String table) throws SQLException {
    List<List<Object>> columns = read(connection, """
        SELECT column_name, data_type FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = '%s' ORDER BY ordinal_position""".formatted(table));
    String compared = columns.stream().filter(column -> isCompared((String) column.get(0)))
        .map(column -> expression(table, (String) column.get(0), (String) column.get(1))).collect(joining(", "));
    return "SELECT %s FROM %s t ORDER BY %s".formatted(compared, table, KEYS.get(table));
  }

  private static boolean isCompared(String column) {
    return !NOT_COMPARED.contains(column) && !column.endsWith("_nanos");
  }

  private static String expression(String table, String column, String type) {
    if (SURROGATES.containsKey(column) && !table.equals("current_decision")) {
      return SURROGATES.get(column);
    }
    return type.equals("bytea") ? "encode(t.%s, 'hex')".formatted(column) : type.equals("jsonb") ? "t.%s::text".formatted(column) : "t." + column;
  }

  private static List<List<Object>> read(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(query)) {
      int width = result.getMetaData().getColumnCount();
      List<List<Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<Object> row = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
          Object value = result.getObject(i);
          row.add(value instanceof java.sql.Array array ? List.of((Object[]) array.getArray()) : value);
        }
        rows.add(row);
      }
      return rows;
    }
  }

  public int count(String table) {
    return rows.get(table).size();
  }

  /** Every table, slices included: the run was cut into as many, and each did the same. */
  public void requireEqual(Tables expected) {
    requireEqual(expected, KEYS.keySet().toArray(String[]::new));
  }

  /** What is said of documents; rejections each run notes for itself. */
  public void requireEqualDecisions(Tables expected) {
    requireEqual(expected, "document", "decision", "field", "current_decision");
  }

  public void requireEqual(Tables expected, String... tables) {
    for (String table : tables) {
      List<List<Object>> mine = rows.get(table);
      List<List<Object>> others = expected.rows.get(table);
      assertThat(mine.size()).as("rows of %s", table).isEqualTo(others.size());
      for (int i = 0; i < mine.size(); i++) {
        if (!equal(mine.get(i), others.get(i))) {
          assertThat(mine.get(i)).as("row %d of %s", i, table).isEqualTo(others.get(i));
        }
      }
    }
  }

  private static boolean equal(Object a, Object b) {
    if (a instanceof List<?> one && b instanceof List<?> two) {
      boolean same = one.size() == two.size();
      for (int i = 0; same && i < one.size(); i++) {
        same = equal(one.get(i), two.get(i));
      }
      return same;
    }
    if (a instanceof Float one && b instanceof Float two) {
      return Math.abs(one - two) <= SCORE_TOLERANCE;
    }
    return a == null ? b == null : a.equals(b);
  }
}
