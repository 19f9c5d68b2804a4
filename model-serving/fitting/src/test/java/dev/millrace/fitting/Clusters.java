package dev.millrace.fitting;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Synthetic embeddings: one normalised Gaussian cluster a label. */
final class Clusters {
  private Clusters() {}

  /** @param noise the length of the noise against a centre of length 1 */
  static Examples of(int examples, int dimension, int labels, double noise, long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[labels][];
    for (int label = 0; label < labels; label++) {
      centres[label] = near(new float[dimension], 1, random);
    }
    float[][] features = new float[examples][];
    int[] gold = new int[examples];
    for (int i = 0; i < examples; i++) {
      gold[i] = i % labels;
      features[i] = near(centres[gold[i]], noise, random);
    }
    return new Examples(features, gold, names(labels));
  }

  static List<String> names(int labels) {
    return IntStream.range(0, labels).mapToObj(label -> "label-" + label).toList();
  }

  /** A key of its own for every example. */
  static List<String> keys(int examples) {
    return IntStream.range(0, examples).mapToObj(i -> "document-" + i).toList();
  }

  private static float[] near(float[] centre, double noise, Random random) {
    double[] point = new double[centre.length];
    double length = 0;
    for (int d = 0; d < point.length; d++) {
      point[d] = centre[d] + noise * random.nextGaussian() / Math.sqrt(point.length);
      length += point[d] * point[d];
    }
    float[] normalised = new float[point.length];
    for (int d = 0; d < point.length; d++) {
      normalised[d] = (float) (point[d] / Math.sqrt(length));
    }
    return normalised;
  }
}
