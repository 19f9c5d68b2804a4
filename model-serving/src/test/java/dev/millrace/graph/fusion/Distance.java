package dev.millrace.graph.fusion;

import static org.assertj.core.api.Assertions.assertThat;

/** How far two sets of hidden states, [rows, tokens, hidden], are apart. */
final class Distance {
  private Distance() {}

  static double largest(float[][][] expected, float[][][] found) {
    requireSameShape(expected, found);
    double largest = 0;
    for (int row = 0; row < expected.length; row++) {
      for (int token = 0; token < expected[row].length; token++) {
        for (int i = 0; i < expected[row][token].length; i++) {
          double difference = Math.abs(expected[row][token][i] - found[row][token][i]);
          // Math.max keeps a NaN, and no bound admits it.
          largest = Math.max(largest, difference);
        }
      }
    }
    return largest;
  }

  static double meanCosine(float[][][] expected, float[][][] found) {
    requireSameShape(expected, found);
    double sum = 0;
    for (int row = 0; row < expected.length; row++) {
      for (int token = 0; token < expected[row].length; token++) {
        sum += cosine(expected[row][token], found[row][token]);
      }
    }
    return sum / (expected.length * expected[0].length);
  }

  private static void requireSameShape(float[][][] expected, float[][][] found) {
    assertThat(found).hasDimensions(expected.length, expected[0].length);
    assertThat(found[0][0]).hasSize(expected[0][0].length);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }
}
