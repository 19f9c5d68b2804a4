package dev.millrace.ledger;

import static dev.millrace.failure.Require.require;

import java.time.Duration;

/** How often a driver says that it lives, and after how long a silence another may take its run over. */
record LeaseTerms(Duration beat, Duration expiry) {
  /** Five beats may fail before the lease is lost. */
  static final LeaseTerms DEFAULT = new LeaseTerms(Duration.ofSeconds(5), Duration.ofSeconds(30));

  LeaseTerms {
    require(beat.multipliedBy(2).compareTo(expiry) <= 0, "A lease of %s cannot be kept by a beat every %s", expiry, beat);
  }
}
