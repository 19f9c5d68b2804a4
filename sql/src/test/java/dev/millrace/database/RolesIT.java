package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolesIT {
  private static final String GOLD = "INSERT INTO gold (source, document_id, task, label, labelled_by) VALUES ('s', 'd', 't', 'l', 'ann')";

  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.fresh();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "READER   | DELETE FROM document", "READER   | UPDATE run SET state = 'done'", "READER   | INSERT INTO serving VALUES ('s', 't', 1)",
      "READER   | DELETE FROM gold", "READER   | CREATE TABLE mine (i int)",
      "WRITER   | DELETE FROM run", "WRITER   | DELETE FROM slice", "WRITER   | DELETE FROM attempt", "WRITER   | UPDATE gold SET label = 'x'",
      "WRITER   | INSERT INTO gold DEFAULT VALUES", "WRITER   | UPDATE forget_key SET made_at = now()", "WRITER   | DELETE FROM forget_key",
      "WRITER   | UPDATE forgotten SET source = 's'", "WRITER   | DELETE FROM audit", "WRITER   | UPDATE audit SET os_user = 'x'",
      "READER   | SELECT * FROM forget_key", "READER   | SELECT * FROM forgotten", "REVIEWER | SELECT * FROM forget_key",
      "REVIEWER | SELECT * FROM forgotten", "REVIEWER | SELECT * FROM audit", "WRITER   | UPDATE model_version SET version = 'x'", "WRITER   | DROP TABLE document",
      "WRITER   | CREATE TABLE mine (i int)", "WRITER   | UPDATE flyway_schema_history SET success = false", "WRITER   | TRUNCATE decision",
      "REVIEWER | SELECT * FROM document", "REVIEWER | SELECT * FROM field", "REVIEWER | UPDATE decision SET label = 'x'", "REVIEWER | SELECT * FROM run",
      "REVIEWER | CREATE TABLE mine (i int)"})
  void mayNot(Access access, String sql) {
    assertThatThrownBy(() -> execute(access, sql)).isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  @Test
  void eachMayDoItsOwn() throws SQLException {
    execute(Access.READER, "SELECT * FROM current_decision, run, slice, attempt, document, field, rejection, gold, audit");
    execute(Access.REVIEWER, GOLD);
    execute(Access.REVIEWER, "UPDATE gold SET label = 'm'");
    execute(Access.REVIEWER, "SELECT * FROM current_decision");
    execute(Access.REVIEWER, "DELETE FROM gold");
    execute(Access.WRITER, "SELECT * FROM current_decision");
    execute(Access.WRITER, "DELETE FROM document");
  }

  private static void execute(Access access, String sql) throws SQLException {
    try (Connection connection = Database.connect(database.settings(access), "test"); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
