package dev.millrace.watch;

import java.util.Locale;

/** What a run is at, as far as the database can tell. */
public enum RunState {
  /** Rows are read and dealt out to slices; nothing is written yet. */
  READING,
  /** Slices are being decided and committed. */
  DECIDING,
  /** Its driver has fallen silent: it died, or cannot reach the database. The run can be continued. */
  SILENT,
  DONE,
  FAILED,
  STOPPED;

  /** @param stored the run row's state */
  static RunState of(String stored, boolean leaseRuns, boolean attempted) {
    return switch (stored) {
      case "running" -> !leaseRuns ? SILENT : attempted ? DECIDING : READING;
      case "done" -> DONE;
      case "stopped" -> STOPPED;
      default -> FAILED;
    };
  }

  public boolean isActive() {
    return this == READING || this == DECIDING;
  }

  /** As printed, and taken by {@code --state}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
