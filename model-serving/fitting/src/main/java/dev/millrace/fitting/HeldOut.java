package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

/** One decision on an example that its head was not fitted on: the score of the top label, and whether it was right. */
public record HeldOut(float score, boolean correct) {
  public HeldOut {
    require(Float.isFinite(score), "A score is a number, was %s", score);
  }
}
