package dev.millrace.tokenize;

/**
 * A text as the model reads it.
 *
 * @param windows token ids, special ones included; at least one window
 * @param truncated true if the text went on beyond the last window
 */
public record TokenizedText(int[][] windows, boolean truncated) {
  public int tokens() {
    int tokens = 0;
    for (int[] window : windows) {
      tokens += window.length;
    }
    return tokens;
  }
}
