package dev.millrace.pipeline.spec;

import java.io.Serializable;

import static dev.millrace.failure.Require.require;

/**
 * A promise about the accepted decisions of a task: with this confidence, at least this share of them is right. The
 * bundle's held-out pairs turn it into a threshold.
 */
public record AcceptRule(double precision, double confidence) implements Serializable {
  public AcceptRule {
    require(precision > 0 && precision < 1, "precision must lie between 0 and 1, such as 0.97");
    require(confidence > 0 && confidence < 1, "confidence must lie between 0 and 1, such as 0.95");
  }
}
