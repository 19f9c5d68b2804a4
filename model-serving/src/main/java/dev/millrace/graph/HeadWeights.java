package dev.millrace.graph;

import static dev.millrace.failure.Require.require;

/**
 * A linear layer over the pooled embedding.
 *
 * @param weights [width, labels], row-major
 * @param bias [labels]
 */
public record HeadWeights(int width, int labels, float[] weights, float[] bias) {
  public HeadWeights {
    require(width >= 1 && labels >= 1, "A head needs a width and labels, found %d and %d", width, labels);
    require(weights.length == width * labels, "A head of %d x %d needs %d weights, found %d", width, labels, width * labels, weights.length);
    require(bias.length == labels, "A head of %d labels needs as many biases, found %d", labels, bias.length);
  }

  /** From one row of weights per label. */
  public static HeadWeights ofRows(float[][] rowsByLabel, float[] bias) {
    int labels = rowsByLabel.length;
    int width = rowsByLabel[0].length;
    float[] weights = new float[width * labels];
    for (int label = 0; label < labels; label++) {
      for (int i = 0; i < width; i++) {
        weights[i * labels + label] = rowsByLabel[label][i];
      }
    }
    return new HeadWeights(width, labels, weights, bias.clone());
  }
}
