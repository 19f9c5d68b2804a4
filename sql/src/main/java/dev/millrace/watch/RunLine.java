package dev.millrace.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * A run, seen from afar.
 *
 * @param counts documents so far, each once whatever was read again
 * @param exitCode null while the run has not ended; so are {@code errorKind} and {@code message} unless it failed
 * @param endedAt null while the run has not ended
 * @param elapsed from its start to its end or, while it has none, to the database's now
 */
public record RunLine(
    String runId, String pipeline, String source, String owner, RunState state, Pace pace, Counts counts, Integer exitCode, String errorKind, String message,
    String host, Instant startedAt, Instant endedAt, Duration elapsed) {

  /** The account: {@code documents = decided + rejected + skippedUnchanged}. */
  public record Counts(long documents, long decided, long rejected, long skippedUnchanged) {}

  /** Null unless the run is being worked on. */
  Duration left() {
    return state == RunState.DECIDING ? pace.left() : null;
  }

  /** Documents a second: of the driver at work, or of the whole run when it has ended. */
  double documentsPerSecond() {
    if (state == RunState.DONE) {
      return elapsed.isZero() ? 0 : counts.documents() * 1e9 / elapsed.toNanos();
    }
    return pace.documentsPerSecond();
  }
}
