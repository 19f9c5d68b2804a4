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
  /** Erased at somebody's request; stays so until that is undone. */
  FORGOTTEN,
  /** A file, or the rest of one, that could not be read to its end; ends the run with exit code 4. */
  UNREADABLE,
  FAILED;

  /** As stored and printed: {@code no_id}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
