package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What cross-validation found: the penalty of least held-out log-loss, and what heads under it say of examples they were not
 * fitted on, from which calibration and thresholds follow.
 *
 * @param folds the fold of each example
 * @param logits [examples][labels], out of fold, in the order of the examples
 * @param metrics of the calibrated out-of-fold probabilities
 * @param scarce labels with fewer examples than folds: some folds hold none of them, their figures say little
 */
public record CrossValidation(double chosenC, List<PenaltyScore> path, int[] folds, float[][] logits, Calibration calibration, Metrics metrics,
    List<String> scarce) {

  /** Log-loss, after calibration, and accuracy over all held-out examples. */
  public record PenaltyScore(double c, double logLoss, double accuracy) {}

  /** The inverse penalties tried unless told: for normalised embeddings of a few thousand to a hundred thousand examples. */
  public static final List<Double> PENALTIES = List.of(1.0, 3.0, 10.0, 30.0, 100.0, 300.0);

  /** The choice between penalties needs three digits of the log-loss, not seven. */
  private static final double TOLERANCE = 1e-4;
  private static final int MOST_EVALUATIONS = 300;
  /** Weaker penalties are not tried once the log-loss lies this far above its least: it has one minimum along the path. */
  private static final double CLEARLY_WORSE = 1.02;

  /**
   * Runs all folds, from the strongest penalty to the weakest, each starting from the one before. The result does not depend
   * on the number of threads.
   *
   * @param groups what must stay in one fold, by example
   */
  public static CrossValidation run(Examples examples, List<String> groups, int folds, long seed, List<Double> penalties, ClassWeights classWeights,
      int threads, FitProgress progress) {
    require(!penalties.isEmpty(), "Cross-validation needs a penalty");
    int[] fold = Folds.assign(examples.labels(), groups, folds, seed);
    return Threads.run(threads, () -> run(examples, fold, folds, penalties, classWeights, progress));
  }

  private static CrossValidation run(Examples examples, int[] fold, int folds, List<Double> penalties, ClassWeights classWeights, FitProgress progress) {
    Design design = Design.of(examples);
    Fit[] fits = IntStream.range(0, folds).mapToObj(f -> design.fit(fold, f, classWeights)).toArray(Fit[]::new);
    List<PenaltyScore> path = new ArrayList<>();
    CrossValidation best = null;
    int done = 0;
    for (double c : penalties.stream().sorted().toList()) {
      float[][] logits = new float[examples.size()][];
      for (int f = 0; f < folds; f++) {
        fits[f].minimise(c, TOLERANCE, MOST_EVALUATIONS);
        LinearHead head = fits[f].head();
        int heldOut = f;
        IntStream.range(0, logits.length).parallel().filter(i -> fold[i] == heldOut).forEach(i -> logits[i] = head.logits(examples.features()[i]));
        progress.advanced(++done, folds * penalties.size());
      }
      Calibration calibration = Calibration.fit(logits, examples.labels());
      Metrics metrics = Metrics.of(examples.labelNames(), examples.labels(), calibration.probabilities(logits));
      path.add(new PenaltyScore(c, metrics.logLoss(), metrics.accuracy()));
      if (best == null || metrics.logLoss() < best.metrics.logLoss()) {
        best = new CrossValidation(c, path, fold, logits, calibration, metrics, scarce(examples, folds));
      } else if (metrics.logLoss() > CLEARLY_WORSE * best.metrics.logLoss()) {
        break;
      }
    }
    progress.advanced(folds * penalties.size(), folds * penalties.size());
    return new CrossValidation(best.chosenC, List.copyOf(path), fold, best.logits, best.calibration, best.metrics, best.scarce);
  }

  private static List<String> scarce(Examples examples, int folds) {
    int[] support = examples.support();
    return IntStream.range(0, support.length).filter(label -> support[label] < folds).mapToObj(examples.labelNames()::get).toList();
  }

  /** The calibrated score of each example's top label and whether that is its gold label, in the order of the examples. */
  public List<HeldOut> pairs(int[] labels) {
    List<HeldOut> pairs = new ArrayList<>(labels.length);
    for (int i = 0; i < labels.length; i++) {
      float[] scores = calibration.probabilities(logits[i]);
      int top = Metrics.top(scores);
      pairs.add(new HeldOut(scores[top], top == labels[i]));
    }
    return pairs;
  }
}
