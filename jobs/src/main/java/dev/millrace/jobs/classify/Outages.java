package dev.millrace.jobs.classify;

import dev.millrace.database.Failure;
import dev.millrace.ledger.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a run that PostgreSQL broke off goes on: yes, as soon as the database takes writes again, unless it was
 * broken off for so long without finishing a slice that it never will. Not thread-safe.
 */
final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

  private final Lease lease;
  private int finished;
  private boolean underWay;
  private long beganNanos;
  private long latestNanos;

  Outages(Lease lease) {
    this.lease = lease;
  }

  /** Slices finished up to now: each more ends an outage. */
  void progressed(int finishedSlices) {
    underWay &= finishedSlices == finished;
    finished = finishedSlices;
  }

  /** Waits out what broke the run off; false if that is nothing that passes, or does not pass in time. */
  boolean survived(Exception failure) {
    if (!Failure.isTransient(failure)) {
      return false;
    }
    long now = System.nanoTime();
    if (!underWay || now - latestNanos > lease.patience().toNanos()) {
      underWay = true;
      beganNanos = now;
    }
    latestNanos = now;
    LOG.warn("Run {} was broken off by the database and waits for it: {}", lease.run().runId(), SparkFailures.explain(failure).getMessage());
    return lease.awaitRenewal() && System.nanoTime() - beganNanos < lease.patience().toNanos();
  }
}
