package dev.millrace.write;

import dev.millrace.decision.RejectionReason;
import dev.millrace.decision.Usage;
import dev.millrace.retention.ForgottenDocuments;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes out of a slice's stages the documents that were forgotten while the slice was worked on, and puts rejections
 * without their ids in their place, so that the slice's account stays whole.
 */
final class ForgottenMeanwhile {
  private static final int IDS_A_PAGE = 2_000;
  private static final String IDS = """
      SELECT document_id FROM (SELECT document_id FROM stage_document UNION SELECT document_id FROM stage_rejection) s
      WHERE document_id > ? ORDER BY document_id LIMIT ?
      """;
  private static final String DELETE_DOCUMENTS = "DELETE FROM stage_document WHERE document_id = ANY (?) RETURNING document_id, decided OR extracted";
  private static final String DELETE_DECISIONS = "DELETE FROM stage_decision WHERE document_id = ANY (?) RETURNING status::text || '.' || task";
  private static final String DELETE_FIELDS = "DELETE FROM stage_field WHERE document_id = ANY (?)";
  private static final String DELETE_REJECTIONS = "DELETE FROM stage_rejection WHERE document_id = ANY (?) RETURNING document_id, reason";
  private static final String REJECT = "INSERT INTO stage_rejection (key, document_id, reason) VALUES (?, ?, ?)";

  private final Connection connection;
  private final ForgottenDocuments forgotten;
  private final Map<String, Long> counters;

  /** @param counters of the slice; changed along */
  ForgottenMeanwhile(Connection connection, ForgottenDocuments forgotten, Map<String, Long> counters) {
    this.connection = connection;
    this.forgotten = forgotten;
    this.counters = counters;
  }

  /** Returns what is to be added to the slice's usage. */
  Usage takeOut() throws SQLException {
    Map<String, String> marks = new HashMap<>();
    List<String> page = page("");
    while (!page.isEmpty()) {
      marks.putAll(forgotten.among(connection, page));
      page = page(page.get(page.size() - 1));
    }
    return marks.isEmpty() ? Usage.NONE : takeOut(marks);
  }

  private List<String> page(String after) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(IDS)) {
      select.setString(1, after);
      select.setInt(2, IDS_A_PAGE);
      List<String> ids = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ids.add(row.getString(1));
        }
      }
      return ids;
    }
  }

  private Usage takeOut(Map<String, String> marks) throws SQLException {
    Array ids = connection.createArrayOf("text", marks.keySet().toArray());
    long decided = 0;
    long unchanged = 0;
    List<String> keys = new ArrayList<>();
    for (List<String> document : delete(DELETE_DOCUMENTS, ids)) {
      keys.add(marks.get(document.get(0)));
      if (document.get(1).equals("t")) {
        decided++;
      } else {
        unchanged++;
      }
    }
    for (List<String> decision : delete(DELETE_DECISIONS, ids)) {
      count(decision.get(0), -1);
    }
    Map<String, Integer> occurrences = new HashMap<>();
    for (List<String> rejection : delete(DELETE_REJECTIONS, ids)) {
      String mark = marks.get(rejection.get(0));
      keys.add(mark + "#" + occurrences.merge(mark, 1, Integer::sum));
      count("rejected." + rejection.get(1), -1);
    }
    reject(keys);
    return new Usage(0, -decided, decided + unchanged, -unchanged, 0, 0, 0, -deleteFields(ids), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private List<List<String>> delete(String sql, Array ids) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setArray(1, ids);
      List<List<String>> rows = new ArrayList<>();
      try (ResultSet row = delete.executeQuery()) {
        while (row.next()) {
          List<String> columns = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            columns.add(row.getString(i));
          }
          rows.add(columns);
        }
      }
      return rows;
    }
  }

  private long deleteFields(Array ids) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE_FIELDS)) {
      delete.setArray(1, ids);
      return delete.executeUpdate();
    }
  }

  private void reject(List<String> keys) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(REJECT)) {
      for (String key : keys) {
        insert.setString(1, key);
        insert.setString(2, key.replaceFirst("#.*", ""));
        insert.setString(3, RejectionReason.FORGOTTEN.label());
        insert.addBatch();
        count("rejected." + RejectionReason.FORGOTTEN.label(), 1);
      }
      insert.executeBatch();
    }
  }

  private void count(String counter, long more) {
    counters.merge(counter, more, Long::sum);
  }
}
