package dev.millrace.jobs.demo;

import dev.millrace.database.Database;
import dev.millrace.database.Failure;
import dev.millrace.decision.Span;
import dev.millrace.failure.MillraceException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the database says of some documents: decisions by document and task, fields by document in reading order. */
record StoredAnswers(Map<String, Map<String, Answer>> decisions, Map<String, List<Found>> fields) {
  private static final String DECISIONS = """
      SELECT document_id, task, label, score, status FROM current_decision
      WHERE source = ? AND document_id = ANY (?)
      """;
  private static final String FIELDS = """
      SELECT document_id, field, part, span_start, span_end, value FROM field
      WHERE source = ? AND document_id = ANY (?)
      ORDER BY document_id, part DESC, span_start
      """;

  /** A row of {@code current_decision}. */
  record Answer(String label, float score, String status) {
    boolean accepted() {
      return status.equals("accepted");
    }
  }

  /** A row of {@code field}; the value is masked where the pipeline says so. */
  record Found(String field, Span span, String value) {}

  static StoredAnswers read(Database database, String source, List<String> ids) {
    Map<String, Map<String, Answer>> decisions = new HashMap<>();
    Map<String, List<Found>> fields = new HashMap<>();
    try (Connection connection = database.connection()) {
      each(connection, DECISIONS, source, ids, row -> decisions.computeIfAbsent(row.getString("document_id"), id -> new HashMap<>())
          .put(row.getString("task"), new Answer(row.getString("label"), row.getFloat("score"), row.getString("status"))));
      each(connection, FIELDS, source, ids, row -> fields.computeIfAbsent(row.getString("document_id"), id -> new ArrayList<>())
          .add(new Found(row.getString("field"), new Span(row.getString("part"), row.getInt("span_start"), row.getInt("span_end")), row.getString("value"))));
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
    return new StoredAnswers(decisions, fields);
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String query, String source, List<String> ids, RowReader reader) throws SQLException {
    Array documents = connection.createArrayOf("text", ids.toArray());
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setString(1, source);
      select.setArray(2, documents);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  Answer answer(Ticket ticket, String task) {
    Answer answer = decisions.getOrDefault(ticket.id(), Map.of()).get(task);
    if (answer == null) {
      throw MillraceException.data("The database has no decision on %s for demo ticket %s; was something deleted while the demo ran?", task, ticket.id());
    }
    return answer;
  }

  List<Found> found(Ticket ticket) {
    return fields.getOrDefault(ticket.id(), List.of());
  }
}
