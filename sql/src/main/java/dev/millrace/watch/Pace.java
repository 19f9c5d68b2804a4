package dev.millrace.watch;

import static dev.millrace.failure.Require.require;

import java.time.Duration;

/**
 * How far a run is, and how fast the driver at work is.
 *
 * @param finished of the run's slices, in the pass at hand
 * @param ofDriver slices that the present driver finished; earlier drivers' say nothing of its pace
 * @param documents in those
 * @param atWork time since this driver's first attempt began; zero while it still reads
 */
public record Pace(int slices, int finished, int ofDriver, long documents, Duration atWork) {
  public Pace {
    require(0 <= finished && finished <= slices, "Expected 0 to %d finished slices, found %d", slices, finished);
    require(!atWork.isNegative(), "atWork must not be negative, was %s", atWork);
  }

  /** 0..1; slices are of about equal size, since a hash deals the documents out. */
  public double share() {
    return (double) finished / slices;
  }

  /** 0 until the first slice is finished. */
  public double documentsPerSecond() {
    return atWork.isZero() ? 0 : documents * 1e9 / atWork.toNanos();
  }

  /** What the slices left will take at the pace so far; null while there is none. */
  public Duration left() {
    if (ofDriver == 0 || atWork.isZero()) {
      return null;
    }
    return atWork.multipliedBy(slices - finished).dividedBy(ofDriver);
  }
}
