package dev.millrace.decision;

import java.util.Locale;

/** What became of a decision under the accept rule in force. */
public enum Status {
  ACCEPTED,
  ABSTAINED,
  ESCALATED;

  /** As stored and printed: {@code accepted}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
