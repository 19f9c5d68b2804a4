package dev.millrace.write;

import dev.millrace.database.Failure;
import dev.millrace.document.ContentHash;
import dev.millrace.document.TextRepair;
import dev.millrace.ledger.LeasedRun;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks what is stored of many documents at once. */
public final class StoredDocuments {
  private static final int IDS_A_QUERY = 2_000;
  // OFFSET 0: one index lookup an id, whatever the statistics say; see MergeSql.
  private static final String QUERY = """
      SELECT d.document_id, d.content_hash, d.document_time,
             (SELECT count(*) FROM decision x
              WHERE x.source = d.source AND x.document_id = d.document_id AND x.model_version = ? AND x.task = ANY (?)
                AND x.content_head = substr(d.content_hash, 1, 8)) AS decisions,
             d.rule_set IS NOT DISTINCT FROM ? AS same_rules
      FROM unnest(?::text[]) AS wanted (document_id)
      JOIN LATERAL (SELECT * FROM document d WHERE d.source = ? AND d.document_id = wanted.document_id COLLATE "C" OFFSET 0) d ON true
      """;

  private StoredDocuments() {}

  /** What is stored of the documents with these ids, from the point of view of the run; those not stored are missing. */
  public static Map<String, Stored> lookup(Connection connection, LeasedRun run, Collection<String> ids) {
    Map<String, Stored> found = new HashMap<>(ids.size() * 2);
    List<String> all = new ArrayList<>(ids);
    try (PreparedStatement select = connection.prepareStatement(QUERY)) {
      select.setObject(1, run.modelVersion(), Types.INTEGER);
      select.setArray(2, connection.createArrayOf("text", run.thresholds().keySet().toArray()));
      select.setObject(3, run.ruleSet(), Types.INTEGER);
      select.setString(5, run.source());
      for (int from = 0; from < all.size(); from += IDS_A_QUERY) {
        List<String> some = all.subList(from, Math.min(all.size(), from + IDS_A_QUERY));
        select.setArray(4, connection.createArrayOf("text", some.stream().map(TextRepair::repair).toArray()));
        read(select, run, found);
      }
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
    return found;
  }

  private static void read(PreparedStatement select, LeasedRun run, Map<String, Stored> found) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Timestamp time = row.getTimestamp(3);
        found.put(row.getString(1), new Stored(ContentHash.ofBytes(row.getBytes(2)), time == null ? null : time.toInstant(),
            row.getInt(4) == run.thresholds().size(), run.ruleSet() == null || row.getBoolean(5)));
      }
    }
  }
}
