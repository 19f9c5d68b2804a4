package dev.millrace.fitting;

import static dev.millrace.fitting.Products.addRows;
import static dev.millrace.fitting.Products.addScaled;
import static dev.millrace.fitting.Products.addTransposed;
import static dev.millrace.fitting.Products.dot;

import java.util.Arrays;

/**
 * Centres features and turns them onto their principal axes. Penalty and predictions stay exactly the same (a rotation keeps
 * lengths, the bias takes up the mean), but the Hessian comes close to a diagonal, which is what makes the solver fast. Axes
 * that are only nearly principal do as well, so four sweeps are enough.
 */
final class PrincipalAxes {
  private static final int SWEEPS = 4;
  private static final double ORTHOGONAL_ENOUGH = 1e-3;
  private static final int BLOCK = 64;

  private final double[] mean;
  /** [axis][dimension], orthonormal. */
  private final double[][] axes;

  private PrincipalAxes(double[] mean, double[][] axes) {
    this.mean = mean;
    this.axes = axes;
  }

  static PrincipalAxes of(float[][] features) {
    int dimension = features[0].length;
    double[] mean = new double[dimension];
    for (float[] row : features) {
      for (int d = 0; d < dimension; d++) {
        mean[d] += row[d] / (double) features.length;
      }
    }
    double[][] covariance = new double[dimension][dimension];
    for (int start = 0; start < features.length; start += BLOCK) {
      double[][] block = centred(features, mean, start);
      addTransposed(covariance, dimension, block, 0, block, block.length);
    }
    return new PrincipalAxes(mean, axes(covariance));
  }

  double[][] project(float[][] features, Workers workers) {
    int dimension = mean.length;
    double[][] columns = new double[dimension][dimension];
    for (int d = 0; d < dimension; d++) {
      for (int axis = 0; axis < dimension; axis++) {
        columns[d][axis] = axes[axis][d];
      }
    }
    double[][] projected = new double[features.length][dimension];
    int blocks = (features.length + BLOCK - 1) / BLOCK;
    workers.forEach(blocks, b -> {
      double[][] block = centred(features, mean, b * BLOCK);
      addRows(Arrays.copyOfRange(projected, b * BLOCK, b * BLOCK + block.length), block.length, block, 0, columns, dimension);
    });
    return projected;
  }

  /** The weights and bias of one label over the original features, from column {@code label} of parameters over the axes. */
  double[] unproject(double[][] parameters, int label) {
    int dimension = mean.length;
    double[] weights = new double[dimension + 1];
    double[] turned = new double[dimension];
    for (int axis = 0; axis < dimension; axis++) {
      addScaled(turned, axes[axis], parameters[axis][label]);
    }
    System.arraycopy(turned, 0, weights, 0, dimension);
    weights[dimension] = parameters[dimension][label] - dot(turned, mean);
    return weights;
  }

  private static double[][] centred(float[][] features, double[] mean, int start) {
    double[][] block = new double[Math.min(BLOCK, features.length - start)][mean.length];
    for (int r = 0; r < block.length; r++) {
      for (int d = 0; d < mean.length; d++) {
        block[r][d] = features[start + r][d] - mean[d];
      }
    }
    return block;
  }

  /** One-sided Jacobi: rotates pairs of rows until all are orthogonal; the rotations, gathered, are the eigenvectors. */
  private static double[][] axes(double[][] symmetric) {
    int n = symmetric.length;
    double[][] axes = new double[n][n];
    for (int i = 0; i < n; i++) {
      axes[i][i] = 1;
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          double pq = dot(symmetric[p], symmetric[q]);
          double pp = dot(symmetric[p], symmetric[p]);
          double qq = dot(symmetric[q], symmetric[q]);
          if (Math.abs(pq) > ORTHOGONAL_ENOUGH * Math.sqrt(pp * qq)) {
            double zeta = (qq - pp) / (2 * pq);
            double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
            double cosine = 1 / Math.sqrt(1 + tangent * tangent);
            rotate(symmetric[p], symmetric[q], cosine, cosine * tangent);
            rotate(axes[p], axes[q], cosine, cosine * tangent);
          }
        }
      }
    }
    return axes;
  }

  private static void rotate(double[] p, double[] q, double cosine, double sine) {
    for (int i = 0; i < p.length; i++) {
      double before = p[i];
      p[i] = cosine * before - sine * q[i];
      q[i] = sine * before + cosine * q[i];
    }
  }
}
