package dev.millrace.decision;

import dev.millrace.document.DocumentHeader;
import java.util.List;

/** What became of one document. None of the three holds its text. */
public sealed interface Outcome {

  /** Decided by the model, or (if {@code decisions} is empty because the pipeline has no task or only fields were due) extracted from. */
  record Decided(DocumentHeader document, List<Decision> decisions, List<ExtractedField> fields, Cost cost) implements Outcome {
    public Decided {
      decisions = List.copyOf(decisions);
      fields = List.copyOf(fields);
    }
  }

  /**
   * Counted and stored with its reason.
   *
   * @param key the document id; for a document without one {@code file#rowhash#occurrence}; for a duplicate {@code id#contenthash#occurrence}
   * @param documentId null where there is none
   * @param detail what exactly was wrong, without text of the document; null where the reason says all
   */
  record Rejected(String key, String documentId, RejectionReason reason, String detail) implements Outcome {}

  /** Same content under the same model version and rules: nothing to do but, perhaps, a new status. */
  record Unchanged(DocumentHeader document) implements Outcome {}

  /**
   * What deciding one document took.
   *
   * @param tokens real tokens of all its windows, special ones included; 0 for a duplicate text, which is computed once
   * @param truncated true if windows were left out
   * @param duplicate true if the answer was taken from an identical text
   */
  record Cost(int tokens, int windows, boolean truncated, boolean duplicate) {}
}
