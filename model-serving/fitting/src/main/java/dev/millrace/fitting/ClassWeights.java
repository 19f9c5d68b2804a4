package dev.millrace.fitting;

/** How much an example of each label counts. */
public enum ClassWeights {
  /** Every example counts the same. */
  NONE,
  /** Every label counts the same: an example weighs examples / (labels x examples of its label). */
  BALANCED;

  double[] of(int[] support) {
    double[] weights = new double[support.length];
    int examples = 0;
    int present = 0;
    for (int count : support) {
      examples += count;
      present += count > 0 ? 1 : 0;
    }
    for (int label = 0; label < weights.length; label++) {
      weights[label] = switch (this) {
        case NONE -> 1;
        case BALANCED -> support[label] == 0 ? 0 : (double) examples / ((double) present * support[label]);
      };
    }
    return weights;
  }
}
