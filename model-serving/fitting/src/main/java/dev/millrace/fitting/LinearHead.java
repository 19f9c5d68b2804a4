package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

/** A fitted head: logits = weights x features + bias; weights [labels][dimension]. Arrays are not copied; do not change them. */
public record LinearHead(float[][] weights, float[] bias) {
  public LinearHead {
    require(weights.length == bias.length, "%d rows of weights but %d biases", weights.length, bias.length);
    require(weights.length >= 2, "A head needs at least 2 labels, was %d", weights.length);
  }

  public float[] logits(float[] features) {
    float[] logits = new float[bias.length];
    for (int label = 0; label < logits.length; label++) {
      float[] row = weights[label];
      require(row.length == features.length, "The head takes %d features, found %d", row.length, features.length);
      double sum = bias[label];
      for (int d = 0; d < row.length; d++) {
        sum += (double) row[d] * features[d];
      }
      logits[label] = (float) sum;
    }
    return logits;
  }

  public float[][] logits(float[][] features) {
    float[][] logits = new float[features.length][];
    for (int i = 0; i < features.length; i++) {
      logits[i] = logits(features[i]);
    }
    return logits;
  }
}
