package dev.millrace.jobs.faults.campaign;

/**
 * A fault and its instant: a number of committed slices, counted from the strike before, and some milliseconds more, so
 * that it falls into the busy phase on any machine.
 */
record Strike(Kind kind, int slices, int millis) {
  @Override
  public String toString() {
    return "%s after %d more slices and %d ms".formatted(kind.label(), slices, millis);
  }
}
