package dev.millrace.batch;

import static dev.millrace.failure.Require.require;

/**
 * What one model call may hold.
 *
 * @param maxRows windows a call
 * @param maxPaddedTokens rows x longest row
 * @param maxPaddingShare padding a call may have to become fuller, 0..1
 */
public record BatchLimits(int maxRows, int maxPaddedTokens, double maxPaddingShare) {
  /** A CPU computes a row as fast alone as in company, so nearly no padding is worth it; 512 tokens a call is as fast as any, and more falls out of cache. */
  public static final BatchLimits CPU = new BatchLimits(64, 512, 0.01);
  /** Dynamic int8 scales activations over the whole batch: a document's result would depend on its mates. */
  public static final BatchLimits ONE_ROW = new BatchLimits(1, Integer.MAX_VALUE, 0);

  public BatchLimits {
    require(maxRows >= 1, "maxRows must be at least 1, was %d", maxRows);
    require(maxPaddedTokens >= 1, "maxPaddedTokens must be at least 1, was %d", maxPaddedTokens);
    require(maxPaddingShare >= 0 && maxPaddingShare < 1, "maxPaddingShare must be in [0, 1), was %s", maxPaddingShare);
  }
}
