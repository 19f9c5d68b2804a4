package dev.millrace.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The sources that runs have read: no row of a document is there without a run. */
public final class KnownSources {
  private KnownSources() {}

  /** In alphabetical order. */
  public static List<String> all(Connection connection) throws SQLException {
    List<String> sources = new ArrayList<>();
    try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("SELECT DISTINCT source FROM run ORDER BY source")) {
      while (row.next()) {
        sources.add(row.getString(1));
      }
    }
    return sources;
  }
}
