package dev.millrace.jobs.bench;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.DatabaseSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A schema of its own in the embedded database, gone after the bench; the user's tables are not touched. */
final class BenchTarget implements AutoCloseable {
  private final String schema = "millrace_bench_" + ProcessHandle.current().pid();
  private final Database owner = Database.open(new DatabaseSettings(DatabaseSettings.EMBEDDED, "public", null, null), Access.OWNER, "millrace bench", 1);

  DatabaseSpec spec() {
    return new DatabaseSpec(DatabaseSpec.EMBEDDED, schema, null, null);
  }

  DatabaseSettings ownerSettings() {
    return owner.settings();
  }

  @Override
  public void close() {
    try (owner; Connection connection = owner.connection(); Statement drop = connection.createStatement()) {
      drop.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    } catch (SQLException e) {
      throw MillraceException.external(e, "Cannot drop the schema %s of the bench: %s", schema, e.getMessage());
    }
  }
}
