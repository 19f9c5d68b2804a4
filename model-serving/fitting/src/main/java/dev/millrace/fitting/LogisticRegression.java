package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

/**
 * Multinomial logistic regression with an L2 penalty on the weights (not on the bias), scikit-learn's objective:
 * {@code c x sum of log-losses + |weights|^2 / 2}. Plain Java arithmetic in a fixed order and {@link StrictMath}: the same
 * examples give the same bytes whatever their order, the number of threads and the CPU.
 */
public final class LogisticRegression {
  /** Half the gradient along the step, as a share of the objective: about 1e-6 of it is left to gain. */
  private static final double TOLERANCE = 1e-7;
  private static final int MOST_EVALUATIONS = 1_000;

  private LogisticRegression() {}

  /** Fits a head for one penalty; {@code c} is the inverse of the penalty's strength. */
  public static LinearHead fit(Examples examples, double c, ClassWeights classWeights, int threads) {
    require(c > 0 && Double.isFinite(c), "c must be above 0, was %s", c);
    return Threads.run(threads, () -> {
      Fit fit = Design.of(examples).fit(null, -1, classWeights);
      fit.minimise(c, TOLERANCE, MOST_EVALUATIONS);
      return fit.head();
    });
  }
}
