package dev.millrace.batch;

import static dev.millrace.failure.Require.require;

import java.util.Arrays;
import java.util.List;

/**
 * One model call.
 *
 * @param rows positions of the windows in the list that was planned
 * @param windows their token ids, in the same order
 * @param length tokens of the longest row; the others are padded to it on the right
 * @param paddingId the token that pads; some models count positions by it
 */
public record TokenBatch(int[] rows, int[][] windows, int length, int paddingId) {
  public TokenBatch {
    require(rows.length >= 1 && rows.length == windows.length, "A token batch has as many rows as windows, at least one; found %d and %d", rows.length, windows.length);
  }

  static TokenBatch of(int[] rows, List<int[]> all, int paddingId) {
    int[][] windows = new int[rows.length][];
    int length = 0;
    for (int i = 0; i < rows.length; i++) {
      windows[i] = all.get(rows[i]);
      length = Math.max(length, windows[i].length);
    }
    return new TokenBatch(rows, windows, length, paddingId);
  }

  /** The rows [from, to) as a batch of their own. */
  public TokenBatch part(int from, int to) {
    int[][] some = Arrays.copyOfRange(windows, from, to);
    int longest = Arrays.stream(some).mapToInt(window -> window.length).max().orElseThrow();
    return new TokenBatch(Arrays.copyOfRange(rows, from, to), some, longest, paddingId);
  }

  public int size() {
    return rows.length;
  }

  public int paddedTokens() {
    return rows.length * length;
  }
}
