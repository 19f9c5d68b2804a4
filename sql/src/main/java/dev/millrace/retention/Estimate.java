package dev.millrace.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How many documents there are, as the planner believes: for a progress bar, where counting would take as long as the work. */
final class Estimate {
  private Estimate() {}

  static long documents(Database database, String source) {
    String query = "EXPLAIN (FORMAT JSON) SELECT FROM document" + (source == null ? "" : " WHERE source = ?");
    try (Connection connection = database.connection(); PreparedStatement explain = connection.prepareStatement(query)) {
      if (source != null) {
        explain.setString(1, source);
      }
      try (ResultSet row = explain.executeQuery()) {
        row.next();
        return new ObjectMapper().readTree(row.getString(1)).path(0).path("Plan").path("Plan Rows").asLong();
      }
    } catch (SQLException e) {
      throw Failure.writersStatement(e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
