package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.failure.MillraceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
  /** The solver's tolerance here; the default's would leave differences of 5e-4. */
  private static final double TIGHT = 1e-13;
  private static final Offset<Float> SAME_OPTIMUM = within(2e-6f);

  /**
   * Golden numbers of scikit-learn 1.9.1: {@code LogisticRegression(C=c, class_weight=w, solver='newton-cg', tol=1e-12)} on
   * {@link #reference()}; its intercepts less their mean.
   */
  @Test
  void agreesWithScikitLearn() {
    assertHead(LogisticRegression.fit(reference(), 1, ClassWeights.NONE, 1, TIGHT), new float[][] {
        {1.59458311f, 0.37858449f, 0.22001839f, 0.00980402f},
        {-1.14229871f, -0.1103344f, 1.04960272f, -0.01605283f},
        {-0.45228441f, -0.26825009f, -1.26962112f, 0.00624882f}}, -0.00849582f, -0.23974995f, 0.24824576f);
    assertHead(LogisticRegression.fit(reference(), 30, ClassWeights.NONE, 1, TIGHT), new float[][] {
        {2.50376497f, 0.72948373f, 0.54571992f, 0.04428431f},
        {-1.69823187f, -0.28602683f, 1.27049361f, -0.03356476f},
        {-0.8055331f, -0.44345689f, -1.81621353f, -0.01071955f}}, -0.27383361f, -0.26746735f, 0.54130096f);
  }

  @Test
  void agreesWithScikitLearnOnBalancedWeights() {
    assertHead(LogisticRegression.fit(reference(), 2, ClassWeights.BALANCED, 1, TIGHT), new float[][] {
        {1.88274456f, 0.46579788f, 0.29224504f, 0.01134979f},
        {-1.38702291f, -0.15516095f, 1.15672636f, -0.0482056f},
        {-0.49572165f, -0.31063694f, -1.4489714f, 0.03685581f}}, -0.1376673f, -0.5110421f, 0.6487094f);
  }

  @Test
  void gradientVanishesAtTheSolution() {
    Examples examples = Clusters.of(600, 20, 5, 1.5, 7);
    double c = 10;
    LinearHead head = LogisticRegression.fit(examples, c, ClassWeights.NONE, 2);
    double[][] gradient = new double[5][21];
    for (int i = 0; i < 600; i++) {
      float[] features = examples.features()[i];
      float[] probabilities = Calibration.probabilities(head.logits(features), 1);
      for (int label = 0; label < 5; label++) {
        double residual = probabilities[label] - (examples.labels()[i] == label ? 1 : 0);
        for (int d = 0; d < 20; d++) {
          gradient[label][d] += c * residual * features[d];
        }
        gradient[label][20] += residual;
      }
    }
    for (int label = 0; label < 5; label++) {
      for (int d = 0; d < 20; d++) {
        // Sums of 600 terms of about 2 cancel here; at zero parameters this gradient is above 100.
        assertThat(gradient[label][d] + head.weights()[label][d]).isCloseTo(0, within(0.05));
      }
      assertThat(gradient[label][20]).isCloseTo(0, within(0.05));
    }
  }

  @Test
  void numberOfThreadsChangesNoByte() {
    Examples examples = Clusters.of(3_000, 33, 7, 2, 1);
    LinearHead one = LogisticRegression.fit(examples, 10, ClassWeights.NONE, 1);
    assertThat(LogisticRegression.fit(examples, 10, ClassWeights.NONE, 5)).usingRecursiveComparison().isEqualTo(one);
  }

  @Test
  void orderOfRowsChangesNoByte() {
    Examples examples = Clusters.of(500, 16, 4, 2, 1);
    List<Integer> order = new ArrayList<>(IntStream.range(0, 500).boxed().toList());
    Collections.shuffle(order, new Random(3));
    Examples shuffled = new Examples(order.stream().map(i -> examples.features()[i]).toArray(float[][]::new),
        order.stream().mapToInt(i -> examples.labels()[i]).toArray(), examples.labelNames());
    assertThat(LogisticRegression.fit(shuffled, 3, ClassWeights.NONE, 2)).usingRecursiveComparison()
        .isEqualTo(LogisticRegression.fit(examples, 3, ClassWeights.NONE, 2));
  }

  @Test
  void constantAndRepeatedFeaturesDoNoHarm() {
    float[][] features = {{1, 5, 1}, {1, 5, 1}, {2, 5, 2}, {2, 5, 2}};
    LinearHead head = LogisticRegression.fit(new Examples(features, new int[] {0, 0, 1, 1}, List.of("a", "b")), 1e4, ClassWeights.NONE, 1);
    assertThat(Metrics.top(head.logits(features[0]))).isZero();
    assertThat(Metrics.top(head.logits(features[3]))).isOne();
  }

  @Test
  void labelWithOneExampleIsLearnt() {
    float[][] features = {{1, 0}, {1, 0.1f}, {0, 1}};
    LinearHead head = LogisticRegression.fit(new Examples(features, new int[] {0, 0, 1}, List.of("refund", "fraud")), 100, ClassWeights.NONE, 1);
    assertThat(Metrics.top(head.logits(features[2]))).isOne();
  }

  @Test
  void labelWithoutExampleIsRefused() {
    assertThatThrownBy(() -> new Examples(new float[3][2], new int[] {0, 0, 1}, List.of("refund", "fraud", "other")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Label 2 has no example");
  }

  @Test
  void singleLabelIsRefused() {
    assertThatThrownBy(() -> new Examples(new float[3][2], new int[3], List.of("refund")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("at least 2 labels to tell apart, found 1 [refund]");
  }

  private static void assertHead(LinearHead head, float[][] weights, float... bias) {
    for (int label = 0; label < weights.length; label++) {
      assertThat(head.weights()[label]).containsExactly(weights[label], SAME_OPTIMUM);
    }
    assertThat(head.bias()).containsExactly(bias, SAME_OPTIMUM);
  }

  /** 60 x 4, 3 labels, from integers only, so that Python makes the same. */
  private static Examples reference() {
    float[][] features = new float[60][4];
    int[] labels = new int[60];
    for (int i = 0; i < 60; i++) {
      for (int d = 0; d < 4; d++) {
        features[i][d] = (float) (((i * 7 + d * 13) * (i + 3 * d + 1) % 23 - 11) / 10.0);
      }
      float[] x = features[i];
      labels[i] = i % 7 == 0 ? i % 3 : x[0] + 0.5 * x[1] > 0.3 ? 0 : x[2] > 0 ? 1 : 2;
    }
    return new Examples(features, labels, List.of("a", "b", "c"));
  }
}
