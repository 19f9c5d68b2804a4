package dev.millrace.jobs.classify;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import dev.millrace.decision.RejectionReason;
import dev.millrace.ledger.LeasedRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Names the files that a run could not read to their end. */
final class UnreadableFiles {
  private static final int MOST = 20;
  // The key of such a row is file#hash#occurrence.
  private static final String SELECT = """
      SELECT DISTINCT regexp_replace(key, '#[0-9a-f]+#[0-9]+$', '') AS file, detail
      FROM rejection WHERE run = ? AND reason = ? ORDER BY file, detail LIMIT ?
      """;

  private UnreadableFiles() {}

  /** A sentence for each, of the first {@link #MOST}. */
  static List<String> of(Database database, LeasedRun run) {
    try (Connection connection = database.connection(); PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setLong(1, run.run());
      select.setString(2, RejectionReason.UNREADABLE.label());
      select.setInt(3, MOST);
      List<String> sentences = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          sentences.add("Input %s is %s. What was read before that is kept; replace the file and run again under another run id."
              .formatted(rows.getString("file"), rows.getString("detail")));
        }
      }
      return sentences;
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }
}
