package dev.millrace.watch;

import java.time.Instant;
import java.util.List;

/**
 * All that is stored of one document. No text is: fields as far as their {@code store:} allowed.
 *
 * @param document null for a document that was only ever rejected, or labelled by hand
 */
public record Explanation(String source, String id, StoredDocument document, List<StoredDecision> decisions, List<Gold> gold, List<StoredField> fields,
    List<Rejection> rejections) {

  /** @param contentHash SHA-256 of the text's parts, in hex */
  public record StoredDocument(Instant documentTime, String contentHash, String attributes, String runId, Instant updatedAt) {}

  /**
   * @param threshold the score from which the rule accepted; null: no rule
   * @param serves true if the view {@code current_decision} shows it, unless there is gold
   * @param ofPresentText false if the document's text has changed since
   */
  public record StoredDecision(String task, String label, float score, String status, Double threshold, List<Top> top, int windows, String decidedBy,
      String bundle, String precision, String modelVersion, boolean serves, boolean ofPresentText, String runId, Instant decidedAt) {}

  public record Top(String label, float score) {}

  public record Gold(String task, String label, String labelledBy, Instant labelledAt, String reason) {}

  public record StoredField(String field, int occurrence, String type, String value, String raw, String part, int spanStart, int spanEnd, boolean validated, Float score) {}

  public record Rejection(String runId, String reason, String detail, Instant rejectedAt) {}

  boolean isEmpty() {
    return document == null && decisions.isEmpty() && gold.isEmpty() && fields.isEmpty() && rejections.isEmpty();
  }
}
