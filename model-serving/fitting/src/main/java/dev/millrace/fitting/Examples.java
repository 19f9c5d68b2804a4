package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

import dev.millrace.failure.MillraceException;
import java.util.List;

/**
 * What a head learns from: row i of the features has label {@code labelNames.get(labels[i])}. Arrays are not copied; do not
 * change them.
 */
public record Examples(float[][] features, int[] labels, List<String> labelNames) {
  public Examples {
    labelNames = List.copyOf(labelNames);
    require(features.length == labels.length, "%d rows of features but %d labels", features.length, labels.length);
    int dimension = features.length == 0 ? 0 : features[0].length;
    for (float[] row : features) {
      require(row.length == dimension, "Every row must have %d features, one has %d", dimension, row.length);
      for (float value : row) {
        require(Float.isFinite(value), "A feature is %s", value);
      }
    }
    checkSupport(support(labels, labelNames.size()), labelNames);
  }

  public int size() {
    return labels.length;
  }

  public int dimension() {
    return features[0].length;
  }

  /** How many examples each label has. */
  public int[] support() {
    return support(labels, labelNames.size());
  }

  private static int[] support(int[] labels, int labelCount) {
    int[] support = new int[labelCount];
    for (int label : labels) {
      require(label >= 0 && label < labelCount, "Label index %d is not below %d", label, labelCount);
      support[label]++;
    }
    return support;
  }

  private static void checkSupport(int[] support, List<String> names) {
    if (names.size() < 2) {
      throw MillraceException.data("A head needs at least 2 labels to tell apart, found %d %s. Check the label column.", names.size(), names);
    }
    for (int label = 0; label < support.length; label++) {
      require(support[label] > 0, "Label %d has no example", label);
    }
  }
}
