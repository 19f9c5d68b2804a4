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

  private static final String SECONDS = "millrace.lease.seconds";

  /** The default, unless {@code -Dmillrace.lease.seconds} sets another expiry: tests of takeovers do not wait for half a minute. */
  static LeaseTerms ofThisProcess() {
    Integer seconds = Integer.getInteger(SECONDS);
    if (seconds == null) {
      return DEFAULT;
    }
    Duration expiry = Duration.ofSeconds(seconds);
    return new LeaseTerms(expiry.dividedBy(6), expiry, DEFAULT.patience());
  }

  /** No lease ends later than this from now on, whichever terms its driver has. */
  Duration furthest() {
    Duration longer = expiry.compareTo(DEFAULT.expiry) < 0 ? DEFAULT.expiry : expiry;
    return longer.multipliedBy(2);
  }

  LeaseTerms {
    require(beat.multipliedBy(2).compareTo(expiry) <= 0, "A lease of %s cannot be kept by a beat every %s", expiry, beat);
  }
}
