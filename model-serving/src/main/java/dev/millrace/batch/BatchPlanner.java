package dev.millrace.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts windows, sorted by length, into token batches. Pure and deterministic. */
public final class BatchPlanner {
  private final BatchLimits limits;
  private final int paddingId;

  public BatchPlanner(BatchLimits limits, int paddingId) {
    this.limits = limits;
    this.paddingId = paddingId;
  }

  /** Each batch holds indices into {@code windows}, longest row first. Every window is in exactly one batch. */
  public List<TokenBatch> plan(List<int[]> windows) {
    // Longest first: the first call then needs the most memory, so a limit set too high fails at once, not after an hour.
    long[] order = new long[windows.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) (Integer.MAX_VALUE - windows.get(i).length) << 32 | i;
    }
    Arrays.sort(order);
    List<TokenBatch> batches = new ArrayList<>();
    for (int start = 0; start < order.length; ) {
      int end = endOfBatch(order, start, windows);
      int[] rows = new int[end - start];
      for (int i = start; i < end; i++) {
        rows[i - start] = (int) order[i];
      }
      batches.add(TokenBatch.of(rows, windows, paddingId));
      start = end;
    }
    return batches;
  }

  private int endOfBatch(long[] order, int start, List<int[]> windows) {
    long longest = windows.get((int) order[start]).length;
    long tokens = longest;
    int end = start + 1;
    while (end < order.length && end - start < limits.maxRows()) {
      long padded = longest * (end - start + 1);
      long real = tokens + windows.get((int) order[end]).length;
      if (padded > limits.maxPaddedTokens() || padded - real > limits.maxPaddingShare() * padded) {
        break;
      }
      tokens = real;
      end++;
    }
    return end;
  }
}
