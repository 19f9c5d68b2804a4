package dev.millrace.decision;

import java.util.Locale;

/** Why a document was understood but not processed. */
public enum RejectionReason {
  NO_ID,
  EMPTY_TEXT,
  DUPLICATE_ID,
  MALFORMED,
  BAD_TIME,
  OLDER_VERSION,
  MISSING_FIELD,
  FAILED;

  /** As stored and printed: {@code no_id}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
