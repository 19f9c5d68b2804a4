package dev.millrace.retention;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What deleted rows leave in the files until a vacuum overwrites it. */
final class DeadRows {
  private static final Logger LOG = LoggerFactory.getLogger(DeadRows.class);

  static final List<String> TABLES = List.of("document", "decision", "field", "gold", "rejection");

  private DeadRows() {}

  /** True if all tables were vacuumed; only their owner may. The embedded database's owner is whoever may read its password. */
  static boolean vacuum(Database writer, DatabaseSettings asked) {
    if (!asked.isEmbedded()) {
      return run(writer);
    }
    try (Database owner = Database.open(asked, Access.OWNER, "millrace forget", 1)) {
      return run(owner);
    }
  }

  private static boolean run(Database database) {
    try (Connection connection = database.connection(); Statement statement = connection.createStatement()) {
      // Without TRUNCATE it takes no lock that a job would wait for. Who may not is only warned.
      statement.execute("VACUUM (TRUNCATE false) " + String.join(", ", TABLES));
      return statement.getWarnings() == null;
    } catch (SQLException e) {
      // All is forgotten by now: that the files could not be cleaned as well is told, but no failure.
      LOG.warn("vacuum: {}", Failure.message(e));
      return false;
    }
  }
}
