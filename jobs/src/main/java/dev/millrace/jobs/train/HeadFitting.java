package dev.millrace.jobs.train;

import dev.millrace.bundle.BundleLimits;
import dev.millrace.bundle.BundleWriter.FittedTask;
import dev.millrace.bundle.HeldOutPairs;
import dev.millrace.cli.Progress;
import dev.millrace.fitting.ClassWeights;
import dev.millrace.fitting.CrossValidation;
import dev.millrace.fitting.Examples;
import dev.millrace.fitting.HeldOut;
import dev.millrace.fitting.LinearHead;
import dev.millrace.fitting.LogisticRegression;
import dev.millrace.fitting.Metrics;
import dev.millrace.graph.HeadWeights;
import dev.millrace.jobs.train.Embeddings.Embedded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fits the head of one label column: cross-validation chooses the penalty and gives the held-out scores for calibration and
 * thresholds, then all documents fit the head.
 *
 * @param penalties inverse penalties to choose from; a single one is taken as it is
 */
record HeadFitting(int folds, List<Double> penalties, ClassWeights classWeights, int threads) {
  private static final long SEED = 1;

  /** A fitted head and what cross-validation said of it. */
  record Fitted(FittedTask task, CrossValidation validation) {}

  /** @param place of the label column in the documents' labels; documents without a label there are left out */
  Fitted fit(String name, int place, List<Embedded> documents) {
    List<Embedded> labelled = documents.stream().filter(document -> has(document.labels().get(place))).toList();
    List<String> names = List.copyOf(new TreeSet<>(labelled.stream().map(document -> document.labels().get(place)).toList()));
    BundleLimits.check(name, names);
    Map<String, Integer> indexes = new LinkedHashMap<>();
    names.forEach(label -> indexes.put(label, indexes.size()));
    int[] labels = labelled.stream().mapToInt(document -> indexes.get(document.labels().get(place))).toArray();
    Examples examples = new Examples(labelled.stream().map(Embedded::embedding).toArray(float[][]::new), labels, names);
    AtomicInteger done = new AtomicInteger();
    CrossValidation validation;
    try (Progress progress = Progress.start("fit " + name, "fits", done::get, () -> folds * penalties.size())) {
      // Identical texts stay in one fold, or a head would be tested on what it has seen.
      validation = CrossValidation.run(examples, labelled.stream().map(Embedded::contentHash).toList(), folds, SEED,
          penalties, classWeights, threads, (step, of) -> done.set(step));
    }
    LinearHead head = LogisticRegression.fit(examples, validation.chosenC(), classWeights, threads);
    FittedTask task = new FittedTask(names, HeadWeights.ofRows(head.weights(), head.bias()),
        validation.calibration().temperature(), pairs(validation.pairs(labels)), metrics(validation));
    return new Fitted(task, validation);
  }

  private static boolean has(String label) {
    return label != null && !label.isBlank();
  }

  private static HeldOutPairs pairs(List<HeldOut> heldOut) {
    float[] scores = new float[heldOut.size()];
    boolean[] correct = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = heldOut.get(i).score();
      correct[i] = heldOut.get(i).correct();
    }
    return new HeldOutPairs(scores, correct);
  }

  private static Map<String, Object> metrics(CrossValidation validation) {
    Metrics metrics = validation.metrics();
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("held_out", metrics.examples());
    written.put("accuracy", rounded(metrics.accuracy()));
    written.put("macro_f1", rounded(metrics.macroF1()));
    written.put("log_loss", rounded(metrics.logLoss()));
    written.put("calibration_error", rounded(validation.calibration().errorAfter()));
    Map<String, Object> byLabel = new LinkedHashMap<>();
    for (Metrics.Label label : metrics.labels()) {
      // Not Map.of: its order changes with every JVM, and so would the manifest's bytes.
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("documents", label.support());
      figures.put("recall", rounded(label.recall()));
      byLabel.put(label.label(), figures);
    }
    written.put("labels", byLabel);
    written.put("penalty_path", new ArrayList<>(validation.path().stream()
        .map(score -> List.of(score.c(), rounded(score.logLoss()), rounded(score.accuracy()))).toList()));
    return written;
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
