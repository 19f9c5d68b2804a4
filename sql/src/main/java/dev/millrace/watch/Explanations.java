package dev.millrace.watch;

import dev.millrace.watch.Explanation.Gold;
import dev.millrace.watch.Explanation.Rejection;
import dev.millrace.watch.Explanation.StoredDecision;
import dev.millrace.watch.Explanation.StoredDocument;
import dev.millrace.watch.Explanation.StoredField;
import dev.millrace.watch.Explanation.Top;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads all that is stored of one document. */
final class Explanations {
  private static final String DOCUMENT = """
      SELECT d.document_time, encode(d.content_hash, 'hex') AS content_hash, d.attributes::text AS attributes, r.run_id, d.updated_at
      FROM document d LEFT JOIN run r ON r.run = d.run WHERE d.source = ? AND d.document_id = ?
      """;
  private static final String DECISIONS = """
      SELECT d.task, d.label, d.score, d.status::text AS status, d.threshold, d.top_labels, d.top_scores, d.windows, d.decided_by,
             v.bundle, v.precision, v.version, s.task IS NOT NULL AS serves, coalesce(substr(x.content_hash, 1, 8) = d.content_head, false) AS present,
             r.run_id, d.decided_at
      FROM decision d
      JOIN model_version v ON v.id = d.model_version
      LEFT JOIN run r ON r.run = d.run
      LEFT JOIN document x ON x.source = d.source AND x.document_id = d.document_id
      LEFT JOIN serving s ON s.source = d.source AND s.task = d.task AND s.model_version = d.model_version
      WHERE d.source = ? AND d.document_id = ? ORDER BY d.task, s.task IS NULL, d.decided_at DESC
      """;
  private static final String GOLD = "SELECT task, label, labelled_by, labelled_at, reason FROM gold WHERE source = ? AND document_id = ? ORDER BY task";
  private static final String FIELDS = """
      SELECT field, occurrence, type, value, raw, part, span_start, span_end, validated, score
      FROM field WHERE source = ? AND document_id = ? ORDER BY field, occurrence
      """;
  private static final String REJECTIONS = """
      SELECT r.run_id, x.reason, x.detail, x.rejected_at FROM rejection x LEFT JOIN run r ON r.run = x.run
      WHERE x.source = ? AND x.document_id = ? ORDER BY x.rejected_at DESC LIMIT 100
      """;

  private Explanations() {}

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  static Explanation of(Connection connection, String source, String id) throws SQLException {
    List<StoredDocument> documents = all(connection, DOCUMENT, source, id, row -> new StoredDocument(
        RunLines.instant(row, "document_time"), row.getString("content_hash"), row.getString("attributes"), row.getString("run_id"), RunLines.instant(row, "updated_at")));
    return new Explanation(source, id, documents.isEmpty() ? null : documents.get(0),
        all(connection, DECISIONS, source, id, Explanations::decision),
        all(connection, GOLD, source, id, row -> new Gold(row.getString("task"), row.getString("label"), row.getString("labelled_by"),
            RunLines.instant(row, "labelled_at"), row.getString("reason"))),
        all(connection, FIELDS, source, id, row -> new StoredField(row.getString("field"), row.getInt("occurrence"), row.getString("type"), row.getString("value"),
            row.getString("raw"), row.getString("part"), row.getInt("span_start"), row.getInt("span_end"), row.getBoolean("validated"), (Float) row.getObject("score"))),
        all(connection, REJECTIONS, source, id, row -> new Rejection(row.getString("run_id"), row.getString("reason"), row.getString("detail"),
            RunLines.instant(row, "rejected_at"))));
  }

  private static <T> List<T> all(Connection connection, String query, String source, String id, Reader<T> reader) throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setString(1, source);
      select.setString(2, id);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          all.add(reader.read(row));
        }
      }
    }
    return all;
  }

  private static StoredDecision decision(ResultSet row) throws SQLException {
    String[] labels = (String[]) row.getArray("top_labels").getArray();
    Float[] scores = (Float[]) row.getArray("top_scores").getArray();
    List<Top> top = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      top.add(new Top(labels[i], scores[i]));
    }
    return new StoredDecision(row.getString("task"), row.getString("label"), row.getFloat("score"), row.getString("status"), (Double) row.getObject("threshold"), top,
        row.getInt("windows"), row.getString("decided_by"), row.getString("bundle"), row.getString("precision"), row.getString("version"), row.getBoolean("serves"),
        row.getBoolean("present"), row.getString("run_id"), RunLines.instant(row, "decided_at"));
  }
}
