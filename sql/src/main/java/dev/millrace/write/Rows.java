package dev.millrace.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.decision.Decision;
import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.decision.Status;
import dev.millrace.document.DocumentHeader;
import dev.millrace.document.TextRepair;
import dev.millrace.ledger.LeasedRun;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Encodes outcomes as rows. Straight into a table, each row starts with the columns that are the same for the whole
 * slice; into a stage, without them.
 */
final class Rows {
  private static final int CONTENT_HEAD = 8;

  private static final String DOCUMENT_COLUMNS = "document_id, content_hash, document_time, attributes";
  private static final String DECISION_COLUMNS =
      "document_id, task, label, score, top_labels, top_scores, status, threshold, windows, content_head";
  private static final String FIELD_COLUMNS = "document_id, field, occurrence, type, part, span_start, span_end, raw, value, validated, score";
  private static final String REJECTION_COLUMNS = "key, document_id, reason, detail";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Status[] STATUSES = Status.values();

  private final CopyBuffer documents = new CopyBuffer();
  private final CopyBuffer decisions = new CopyBuffer();
  private final CopyBuffer fields = new CopyBuffer();
  private final CopyBuffer rejections = new CopyBuffer();

  private final boolean staged;
  private final CopyBuffer documentConstants;
  private final CopyBuffer decisionConstants;
  private final CopyBuffer fieldConstants;
  private final byte[][] statuses = new byte[STATUSES.length][];

  Rows(LeasedRun run, WriteMode mode) {
    staged = mode == WriteMode.MERGE;
    documentConstants = new CopyBuffer().row(3).text(run.source()).int8(run.run()).int4(run.ruleSet());
    decisionConstants = new CopyBuffer().row(3).text(run.source()).int8(run.run()).int4(run.modelVersion());
    fieldConstants = documentConstants;
    for (Status status : STATUSES) {
      statuses[status.ordinal()] = status.label().getBytes(StandardCharsets.UTF_8);
    }
  }

  int size() {
    return documents.size() + decisions.size() + fields.size() + rejections.size();
  }

  boolean hasRejections() {
    return rejections.rows() > 0;
  }

  /** Sends all rows to where the mode wants them, and forgets them. */
  void copy(Connection connection) throws SQLException {
    if (staged) {
      copy(connection, documents, "stage_document (%s, decided, extracted)".formatted(DOCUMENT_COLUMNS));
      copy(connection, decisions, "stage_decision (%s)".formatted(DECISION_COLUMNS));
      copy(connection, fields, "stage_field (%s)".formatted(FIELD_COLUMNS));
    } else {
      copyInto(connection, "document", "decision", "field");
    }
    copy(connection, rejections, "stage_rejection (%s)".formatted(REJECTION_COLUMNS));
    clear();
  }

  /** Sends the rows to tables with the columns of {@code document}, {@code decision} and {@code field}. */
  void copyInto(Connection connection, String documentTable, String decisionTable, String fieldTable) throws SQLException {
    copy(connection, documents, "%s (source, run, rule_set, %s)".formatted(documentTable, DOCUMENT_COLUMNS));
    copy(connection, decisions, "%s (source, run, model_version, %s)".formatted(decisionTable, DECISION_COLUMNS));
    copy(connection, fields, "%s (source, run, rule_set, %s)".formatted(fieldTable, FIELD_COLUMNS));
  }

  private static void copy(Connection connection, CopyBuffer buffer, String target) throws SQLException {
    if (buffer.rows() == 0) {
      return;
    }
    buffer.end();
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + target + " FROM STDIN (FORMAT binary)");
    try {
      copy.writeToCopy(buffer.bytes(), 0, buffer.size());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void clear() {
    documents.clear();
    decisions.clear();
    fields.clear();
    rejections.clear();
  }

  /** @param decided true if decisions of the document follow; extracted, if all its fields do */
  void document(DocumentHeader document, byte[] contentHash, boolean decided, boolean extracted) {
    CopyBuffer row = staged ? documents.row(6) : documents.row(7).columns(documentConstants);
    row.text(document.id()).encoded(contentHash).timestamp(document.time()).jsonb(json(document.attributes()));
    if (staged) {
      row.bool(decided).bool(extracted);
    }
  }

  void decision(String documentId, byte[] contentHash, Decision decision) {
    CopyBuffer row = staged ? decisions.row(10) : decisions.row(13).columns(decisionConstants);
    List<ScoredLabel> top = decision.topK();
    List<String> labels = new ArrayList<>(top.size());
    float[] scores = new float[top.size()];
    for (int i = 0; i < scores.length; i++) {
      labels.add(top.get(i).label());
      scores[i] = top.get(i).score();
    }
    row.text(documentId).text(decision.task()).text(decision.label()).float4(decision.score()).texts(labels).float4s(scores)
        .encoded(statuses[decision.status().ordinal()]).float8(decision.threshold()).int2(decision.windows()).encoded(contentHash, CONTENT_HEAD);
  }

  void field(String documentId, ExtractedField field) {
    CopyBuffer row = staged ? fields.row(11) : fields.row(14).columns(fieldConstants);
    row.text(documentId).text(field.name()).int2(field.occurrence()).text(field.type()).text(field.span().part())
        .int4(field.span().start()).int4(field.span().end()).text(field.raw()).text(field.value()).bool(field.validated()).float4(field.score());
  }

  void rejection(Rejected rejected) {
    rejections.row(4).text(rejected.key()).text(rejected.documentId()).text(rejected.reason().label()).text(rejected.detail());
  }

  /** Null where there is none: most sources carry no attributes, and an empty object would cost its bytes in each row. */
  private static String json(Map<String, String> attributes) {
    if (attributes.isEmpty()) {
      return null;
    }
    Map<String, String> repaired = new TreeMap<>();
    attributes.forEach((name, value) -> repaired.put(TextRepair.repair(name), TextRepair.repair(value)));
    try {
      return JSON.writeValueAsString(repaired);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
