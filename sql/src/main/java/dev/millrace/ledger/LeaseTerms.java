package dev.millrace.ledger;

import static dev.millrace.failure.Require.require;

import java.time.Duration;

/**
 * How often a driver says that it lives, and after how long a silence another may take its run over.
 *
 * @param patience how long a driver waits for a database that takes no writes before it gives up
 */
record LeaseTerms(Duration beat, Duration expiry, Duration patience) {
  /** Five beats may fail before another driver may take over. */
  static final LeaseTerms DEFAULT = new LeaseTerms(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));

  LeaseTerms {
    require(beat.multipliedBy(2).compareTo(expiry) <= 0, "A lease of %s cannot be kept by a beat every %s", expiry, beat);
  }
}
