package dev.millrace.write;

import java.util.Locale;

/** How one try at a slice ended. */
public enum AttemptOutcome {
  COMMITTED,
  /** Another attempt had committed the slice. */
  LOST,
  FAILED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
