package dev.millrace.fitting;

import dev.millrace.failure.MillraceException;
import java.util.Comparator;
import java.util.List;

/**
 * From which score on decisions are accepted, so that a promise holds for new documents like the held-out ones: selection with
 * guaranteed risk (Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks", 2017, algorithm 1). A binary
 * search over the sorted scores bounds the risk at each of its at most floor(log2 n) + 1 steps by binomial tail inversion at delta / steps
 * (Bonferroni), so that all bounds hold at once and the lowest threshold that keeps the promise may be taken.
 *
 * @param threshold accepted is a score of at least this
 * @param coverage the share of held-out pairs accepted
 * @param precision of those, as observed
 * @param guaranteed the precision that new documents have with the promise's confidence; at least the promised one
 * @param pairs how many held-out pairs there were
 */
public record AcceptThreshold(float threshold, double coverage, double precision, double guaranteed, int pairs) {

  /** Refuses (DATA) what the pairs cannot support, saying what would be needed. */
  public static AcceptThreshold of(List<HeldOut> heldOut, Promise promise) {
    int fewest = fewestPairs(promise);
    if (heldOut.size() < fewest) {
      throw MillraceException.data("Precision %s at confidence %s needs at least %d held-out decisions, even if all are right; the bundle keeps %d. "
          + "Train on more examples or promise less.", promise.precision(), promise.confidence(), fewest, heldOut.size());
    }
    List<HeldOut> sorted = heldOut.stream().sorted(Comparator.comparingDouble(HeldOut::score)).toList();
    int n = sorted.size();
    int[] errorsFrom = new int[n + 1];
    for (int i = n - 1; i >= 0; i--) {
      errorsFrom[i] = errorsFrom[i + 1] + (sorted.get(i).correct() ? 0 : 1);
    }
    double delta = (1 - promise.confidence()) / steps(n);
    AcceptThreshold found = null;
    double closest = 0;
    int low = 0;
    int high = n - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int first = firstOfEquals(sorted, middle);
      int accepted = n - first;
      double guaranteed = 1 - BinomialBound.upper(errorsFrom[first], accepted, delta);
      closest = Math.max(closest, guaranteed);
      if (guaranteed >= promise.precision()) {
        found = new AcceptThreshold(sorted.get(first).score(), (double) accepted / n, 1 - (double) errorsFrom[first] / accepted, guaranteed, n);
        high = first - 1;
      } else {
        low = middle + 1;
      }
    }
    if (found == null) {
      throw MillraceException.data("No threshold keeps precision %s at confidence %s on %d held-out decisions; the best that they support is %.4f. "
          + "Promise less, or train a better head.", promise.precision(), promise.confidence(), n, closest);
    }
    return found;
  }

  /** The fewest pairs that could support the promise: all accepted, none wrong. */
  static int fewestPairs(Promise promise) {
    int n = 1;
    while (n < StrictMath.log((1 - promise.confidence()) / steps(n)) / StrictMath.log(promise.precision())) {
      n++;
    }
    return n;
  }

  /** How many bounds the search looks at, at most. */
  private static int steps(int n) {
    return 32 - Integer.numberOfLeadingZeros(n);
  }

  /** Equal scores are accepted together. */
  private static int firstOfEquals(List<HeldOut> sorted, int index) {
    int first = index;
    while (first > 0 && sorted.get(first - 1).score() == sorted.get(index).score()) {
      first--;
    }
    return first;
  }
}
