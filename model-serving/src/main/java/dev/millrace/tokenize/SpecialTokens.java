package dev.millrace.tokenize;

/** Ids that stand before and after every window, such as [CLS] and [SEP], and the one that pads. */
public record SpecialTokens(int[] before, int[] after, int padding) {
  public int count() {
    return before.length + after.length;
  }
}
