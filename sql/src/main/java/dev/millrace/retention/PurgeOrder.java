package dev.millrace.retention;

import static dev.millrace.failure.Require.require;

import java.time.Duration;
import java.time.Instant;

/**
 * What to purge.
 *
 * @param source null for all
 * @param run whose retention this is; null if a person asks
 * @param olderThan documents by their time, or by that of their last change where they have none; rejections by when they were noted
 * @param batch documents looked at in one transaction
 * @param atMost after which no further batch begins
 * @param dryRun true counts and deletes nothing
 */
public record PurgeOrder(String source, Long run, Instant olderThan, int batch, Duration atMost, boolean dryRun) {
  public static final int BATCH = 2_000;
  /** A hundred years: no bound. */
  public static final Duration UNBOUNDED = Duration.ofDays(36_500);

  public PurgeOrder {
    require(batch >= 1 && batch <= 100_000, "A batch is 1 to 100000 documents, was %d", batch);
  }
}
