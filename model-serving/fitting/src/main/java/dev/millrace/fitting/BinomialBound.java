package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

/** The upper confidence bound of an error rate: binomial tail inversion (Clopper and Pearson 1934, one-sided). */
final class BinomialBound {
  private static final int HALVINGS = 60;

  private BinomialBound() {}

  /** The rate b at which {@code errors} or fewer in {@code trials} have probability {@code delta}: the true rate is above b at most that often. */
  static double upper(int errors, int trials, double delta) {
    require(errors >= 0 && errors <= trials && trials > 0, "%d errors in %d trials", errors, trials);
    require(delta > 0 && delta < 1, "delta lies between 0 and 1, was %s", delta);
    if (errors == trials) {
      return 1;
    }
    double logChoose = 0;
    for (int j = 1; j <= errors; j++) {
      logChoose += StrictMath.log((trials - errors + j) / (double) j);
    }
    double low = (double) errors / trials;
    double high = 1;
    // From the top end, so that rounding errs to the safe side.
    for (int i = 0; i < HALVINGS; i++) {
      double rate = (low + high) / 2;
      if (tail(errors, trials, rate, logChoose) > delta) {
        low = rate;
      } else {
        high = rate;
      }
    }
    return high;
  }

  /** P(errors or fewer); the terms fall from the last one down, since the rate is above errors / trials. */
  private static double tail(int errors, int trials, double rate, double logChoose) {
    double last = StrictMath.exp(logChoose + errors * StrictMath.log(rate) + (trials - errors) * StrictMath.log1p(-rate));
    double term = 1;
    double sum = 1;
    for (int j = errors; j > 0 && term > 1e-17 * sum; j--) {
      term *= j / (double) (trials - j + 1) * ((1 - rate) / rate);
      sum += term;
    }
    return last * sum;
  }
}
