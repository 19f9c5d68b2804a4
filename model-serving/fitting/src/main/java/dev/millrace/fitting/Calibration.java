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
  /** Relative; far below what a float score shows. */
  private static final double SAME = 1e-10;
  private static final int MOST_STEPS = 100;

  public Calibration {
    require(temperature >= COLDEST && temperature <= HOTTEST, "A temperature lies in %s..%s, was %s", COLDEST, HOTTEST, temperature);
  }

  /** The temperature of least log-loss, within 0.01..100. */
  public static Calibration fit(float[][] logits, int[] labels) {
    require(logits.length == labels.length && labels.length > 0, "%d rows of logits for %d labels", logits.length, labels.length);
    double temperature = Math.max(COLDEST, Math.min(HOTTEST, 1 / bestInverse(logits, labels)));
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
    double[] scaled = scaled(logits, 1 / temperature);
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

  /** Newton's method on the convex log-loss, by 1 / temperature; it bisects where a step would leave the bracket. */
  private static double bestInverse(float[][] logits, int[] labels) {
    double low = 1 / HOTTEST;
    double high = 1 / COLDEST;
    double inverse = 1;
    for (int i = 0; i < MOST_STEPS && high - low > SAME * high; i++) {
      double slope = 0;
      double curvature = 0;
      for (int row = 0; row < logits.length; row++) {
        double[] p = scaled(logits[row], inverse);
        Softmax.inPlace(p, p.length, 0);
        double mean = 0;
        double square = 0;
        for (int k = 0; k < p.length; k++) {
          mean += p[k] * logits[row][k];
          square += p[k] * logits[row][k] * logits[row][k];
        }
        slope += mean - logits[row][labels[row]];
        curvature += square - mean * mean;
      }
      if (slope < 0) {
        low = inverse;
      } else {
        high = inverse;
      }
      double next = inverse - slope / curvature;
      if (Math.abs(next - inverse) <= SAME * inverse) {
        return next;
      }
      inverse = next > low && next < high ? next : Math.sqrt(low * high);
    }
    return inverse;
  }

  private static double[] scaled(float[] logits, double inverse) {
    double[] scaled = new double[logits.length];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = logits[k] * inverse;
    }
    return scaled;
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
