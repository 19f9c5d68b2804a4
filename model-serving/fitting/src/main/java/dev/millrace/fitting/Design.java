package dev.millrace.fitting;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Examples made ready for fits: in an order that does not depend on the caller's, on their principal axes. Immutable by custom. */
final class Design {
  private final Examples examples;
  private final int[] order;
  private final PrincipalAxes axes;
  private final double[][] rows;
  private final Workers workers;

  private Design(Examples examples, int[] order, PrincipalAxes axes, double[][] rows, Workers workers) {
    this.examples = examples;
    this.order = order;
    this.axes = axes;
    this.rows = rows;
    this.workers = workers;
  }

  static Design of(Examples examples, Workers workers) {
    // By label and values: rows that still tie are interchangeable, so any order of the input gives the same bytes.
    int[] order = IntStream.range(0, examples.size()).boxed()
        .sorted(Comparator.<Integer>comparingInt(i -> examples.labels()[i])
            .thenComparing(i -> examples.features()[i], Arrays::compare))
        .mapToInt(Integer::intValue).toArray();
    float[][] features = Arrays.stream(order).mapToObj(i -> examples.features()[i]).toArray(float[][]::new);
    PrincipalAxes axes = PrincipalAxes.of(features);
    return new Design(examples, order, axes, axes.project(features, workers), workers);
  }

  Examples examples() {
    return examples;
  }

  /** The fit's problem over those rows for which {@code fold} differs from the held-out one; all rows where it is -1. */
  Fit fit(int[] folds, int heldOut, ClassWeights classWeights) {
    int[] kept = IntStream.range(0, order.length).filter(i -> heldOut < 0 || folds[order[i]] != heldOut).toArray();
    double[][] keptRows = new double[kept.length][];
    int[] labels = new int[kept.length];
    for (int i = 0; i < kept.length; i++) {
      keptRows[i] = rows[kept[i]];
      labels[i] = examples.labels()[order[kept[i]]];
    }
    return new Fit(keptRows, labels, examples.labelNames().size(), classWeights, axes, workers);
  }
}
