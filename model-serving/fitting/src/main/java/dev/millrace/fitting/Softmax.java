package dev.millrace.fitting;

/** Softmax with {@link StrictMath}: its results are specified to the bit, those of Math.exp only to one unit in the last place. */
final class Softmax {
  private Softmax() {}

  /** Turns the first {@code count} logits into probabilities and returns the log-loss of the label; what follows them becomes 0. */
  static double inPlace(double[] logits, int count, int label) {
    double max = logits[0];
    for (int k = 1; k < count; k++) {
      max = Math.max(max, logits[k]);
    }
    double gold = logits[label] - max;
    double sum = 0;
    for (int k = 0; k < count; k++) {
      logits[k] = StrictMath.exp(logits[k] - max);
      sum += logits[k];
    }
    for (int k = 0; k < logits.length; k++) {
      logits[k] = k < count ? logits[k] / sum : 0;
    }
    return StrictMath.log(sum) - gold;
  }
}
