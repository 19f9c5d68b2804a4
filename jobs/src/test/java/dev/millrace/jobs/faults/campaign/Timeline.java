package dev.millrace.jobs.faults.campaign;

import java.util.Locale;

/** What happened in a case, with milliseconds since its begin. Thread-safe. */
final class Timeline {
  private final long start = System.nanoTime();
  private final StringBuilder events = new StringBuilder();

  synchronized void note(String event, Object... arguments) {
    events.append(String.format(Locale.ROOT, "%n  %,7d ms  ", (System.nanoTime() - start) / 1_000_000)).append(String.format(Locale.ROOT, event, arguments));
  }

  @Override
  public synchronized String toString() {
    return events.toString();
  }
}
