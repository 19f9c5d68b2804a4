package dev.millrace.fitting;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A head being fitted over some rows; each further penalty starts from the parameters of the one before. A label without an
 * example among these rows has no finite optimum (its bias falls for ever), so it is left out and gets a bias below all others.
 */
final class Fit {
  private final double[][] rows;
  private final int[] labels;
  private final int[] present;
  private final int labelCount;
  private final double[] weights;
  private final PrincipalAxes axes;
  private final Workers workers;
  private double[][] parameters;

  Fit(double[][] rows, int[] labels, int labelCount, ClassWeights classWeights, PrincipalAxes axes, Workers workers) {
    int[] support = new int[labelCount];
    for (int label : labels) {
      support[label]++;
    }
    this.present = IntStream.range(0, labelCount).filter(label -> support[label] > 0).toArray();
    this.rows = rows;
    this.labels = Arrays.stream(labels).map(label -> Arrays.binarySearch(present, label)).toArray();
    this.labelCount = labelCount;
    this.weights = classWeights.of(Arrays.stream(present).map(label -> support[label]).toArray());
    this.axes = axes;
    this.workers = workers;
  }

  Lbfgs.Outcome minimise(double c, double tolerance, int mostEvaluations) {
    SoftmaxObjective objective = new SoftmaxObjective(rows, labels, weights, c, workers);
    if (parameters == null) {
      parameters = objective.zeros();
    }
    return new Lbfgs(objective).minimise(parameters, tolerance, mostEvaluations);
  }

  LinearHead head() {
    int dimension = rows[0].length;
    float[][] headWeights = new float[labelCount][dimension];
    float[] bias = new float[labelCount];
    float lowest = Float.POSITIVE_INFINITY;
    // A constant added to every bias changes no probability: they are stored with a mean of 0.
    double mean = 0;
    for (int column = 0; column < present.length; column++) {
      mean += axes.unproject(parameters, column)[dimension] / present.length;
    }
    for (int column = 0; column < present.length; column++) {
      double[] unprojected = axes.unproject(parameters, column);
      for (int d = 0; d < dimension; d++) {
        headWeights[present[column]][d] = (float) unprojected[d];
      }
      bias[present[column]] = (float) (unprojected[dimension] - mean);
      lowest = Math.min(lowest, bias[present[column]]);
    }
    for (int label = 0; label < labelCount; label++) {
      if (Arrays.binarySearch(present, label) < 0) {
        bias[label] = lowest - (float) StrictMath.log(rows.length);
      }
    }
    return new LinearHead(headWeights, bias);
  }
}
