package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

import java.util.stream.IntStream;

/**
 * A temperature (Guo et al., "On Calibration of Modern Neural Networks", 2017): logits divided by it give probabilities that can be
 * believed. Fitted on logits of examples the head has not seen.
 *
 * @param errorBefore expected calibration error of the top score, 15 equal bins, at temperature 1
 */
public record Calibration(double temperature, int examples, double logLossBefore, double logLossAfter, double errorBefore, double errorAfter) {
  private static final double COLDEST = 0.01;
  private static final double HOTTEST = 100;
  private static final int BINS = 15;

  public Calibration {
    require(temperature >= COLDEST && temperature <= HOTTEST, "A temperature lies in %s..%s, was %s", COLDEST, HOTTEST, temperature);
  }

  /** The temperature of least log-loss, within 0.01..100. */
  public static Calibration fit(float[][] logits, int[] labels) {
    require(logits.length == labels.length && labels.length > 0, "%d rows of logits for %d labels", logits.length, labels.length);
    // The loss is convex in 1 / temperature; its logarithm is halved 50 times, to the last digits that a float carries.
    double low = StrictMath.log(1 / HOTTEST);
    double high = StrictMath.log(1 / COLDEST);
    for (int i = 0; i < 50 && high - low > 1e-9; i++) {
      double middle = (low + high) / 2;
      if (slope(logits, labels, StrictMath.exp(middle)) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double temperature = Math.max(COLDEST, Math.min(HOTTEST, 1 / StrictMath.exp((low + high) / 2)));
    float[][] before = probabilities(logits, 1);
    float[][] after = probabilities(logits, temperature);
    return new Calibration(temperature, labels.length, Metrics.logLoss(before, labels), Metrics.logLoss(after, labels),
        error(before, labels), error(after, labels));
  }

  /** Calibrated probabilities of one document's logits. */
  public float[] probabilities(float[] logits) {
    return probabilities(logits, temperature);
  }

  public float[][] probabilities(float[][] logits) {
    return probabilities(logits, temperature);
  }

  /** Softmax of logits / temperature; sums in double. */
  public static float[] probabilities(float[] logits, double temperature) {
    double[] scaled = new double[logits.length];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = logits[k] / temperature;
    }
    Softmax.inPlace(scaled, scaled.length, 0);
    float[] probabilities = new float[scaled.length];
    for (int k = 0; k < scaled.length; k++) {
      probabilities[k] = (float) scaled[k];
    }
    return probabilities;
  }

  private static float[][] probabilities(float[][] logits, double temperature) {
    return IntStream.range(0, logits.length).mapToObj(i -> probabilities(logits[i], temperature)).toArray(float[][]::new);
  }

  /** The derivative of the summed log-loss by 1 / temperature: expected logit less the label's. */
  private static double slope(float[][] logits, int[] labels, double inverse) {
    double[] rows = IntStream.range(0, logits.length).parallel().mapToDouble(i -> {
      double[] p = new double[logits[i].length];
      for (int k = 0; k < p.length; k++) {
        p[k] = logits[i][k] * inverse;
      }
      Softmax.inPlace(p, p.length, labels[i]);
      double expected = 0;
      for (int k = 0; k < p.length; k++) {
        expected += p[k] * logits[i][k];
      }
      return expected - logits[i][labels[i]];
    }).toArray();
    double sum = 0;
    for (double row : rows) {
      sum += row;
    }
    return sum;
  }

  /** How far mean top score and accuracy are apart, bin by bin, weighted by the bin's examples. */
  static double error(float[][] probabilities, int[] labels) {
    double[] difference = new double[BINS];
    for (int i = 0; i < labels.length; i++) {
      int top = Metrics.top(probabilities[i]);
      double score = probabilities[i][top];
      difference[Math.min(BINS - 1, (int) (score * BINS))] += score - (top == labels[i] ? 1 : 0);
    }
    double sum = 0;
    for (double bin : difference) {
      sum += Math.abs(bin) / labels.length;
    }
    return sum;
  }
}
