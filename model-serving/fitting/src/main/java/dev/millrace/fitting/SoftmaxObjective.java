package dev.millrace.fitting;

import static dev.millrace.fitting.Products.addRows;
import static dev.millrace.fitting.Products.addScaled;
import static dev.millrace.fitting.Products.addTransposed;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The penalised mean log-loss of a softmax over rows, with gradient and diagonal of the Hessian. Parameters are
 * [dimension + 1][width]: the last row is the bias, unpenalised; columns from {@code labels} up to width are padding and stay 0.
 * Rows are cut into chunks that depend on their number only and partial sums are added in chunk order, so that threads never
 * change a byte. Not thread-safe.
 */
final class SoftmaxObjective {
  private static final int CHUNK_ROWS = 256;
  private static final int MOST_CHUNKS = 16;
  /** Rows whose logits (32 x 80 x 8 bytes) stay in the first-level cache. */
  private static final int BLOCK = 32;
  private static final int LANES = 4;

  private final double[][] rows;
  private final int[] labels;
  private final double[] weights;
  private final double penalty;
  private final int labelCount;
  private final int dimension;
  private final int width;
  private final Chunk[] chunks;
  private final Workers workers;

  /**
   * @param weights by label
   * @param c the inverse of the penalty as in scikit-learn: the objective is (c x sum of losses + |weights|^2 / 2) / (c x rows)
   */
  SoftmaxObjective(double[][] rows, int[] labels, double[] weights, double c, Workers workers) {
    this.rows = rows;
    this.labels = labels;
    this.weights = weights;
    this.penalty = 1 / (c * rows.length);
    this.labelCount = weights.length;
    this.workers = workers;
    this.dimension = rows[0].length;
    this.width = (labelCount + LANES - 1) / LANES * LANES;
    int count = Math.max(1, Math.min(MOST_CHUNKS, rows.length / CHUNK_ROWS));
    this.chunks = new Chunk[count];
    for (int i = 0; i < count; i++) {
      chunks[i] = new Chunk((int) ((long) rows.length * i / count), (int) ((long) rows.length * (i + 1) / count));
    }
  }

  double[][] zeros() {
    return new double[dimension + 1][width];
  }

  /** The objective; its gradient goes to {@code gradient}. */
  double evaluate(double[][] parameters, double[][] gradient) {
    each(chunk -> chunk.evaluate(parameters));
    double loss = sum(gradient);
    for (int d = 0; d < dimension; d++) {
      addScaled(gradient[d], parameters[d], penalty);
      loss += penalty / 2 * Products.dot(parameters[d], parameters[d]);
    }
    return loss;
  }

  /** The diagonal of the Hessian; 1 in the padding. */
  double[][] curvature(double[][] parameters) {
    each(chunk -> chunk.curvature(parameters));
    double[][] diagonal = zeros();
    sum(diagonal);
    for (int d = 0; d <= dimension; d++) {
      for (int k = 0; k < labelCount; k++) {
        diagonal[d][k] += d < dimension ? penalty : 0;
      }
      Arrays.fill(diagonal[d], labelCount, width, 1);
    }
    return diagonal;
  }

  private void each(Consumer<Chunk> work) {
    workers.forEach(chunks.length, i -> work.accept(chunks[i]));
  }

  private double sum(double[][] target) {
    double scale = 1.0 / rows.length;
    workers.forEach(dimension + 1, d -> {
      Arrays.fill(target[d], 0);
      for (Chunk chunk : chunks) {
        addScaled(target[d], chunk.sums[d], scale);
      }
    });
    double loss = 0;
    for (Chunk chunk : chunks) {
      loss += chunk.loss * scale;
    }
    return loss;
  }

  private final class Chunk {
    private final int from;
    private final int to;
    private final double[][] block = new double[BLOCK][width];
    private final double[][] squares = new double[BLOCK][dimension];
    private final double[][] sums = zeros();
    private double loss;

    Chunk(int from, int to) {
      this.from = from;
      this.to = to;
    }

    private void clear() {
      loss = 0;
      for (double[] row : sums) {
        Arrays.fill(row, 0);
      }
    }

    void evaluate(double[][] parameters) {
      clear();
      for (int start = from; start < to; start += BLOCK) {
        int count = Math.min(BLOCK, to - start);
        probabilities(parameters, start, count);
        for (int r = 0; r < count; r++) {
          double[] row = block[r];
          int label = labels[start + r];
          row[label] -= 1;
          scale(row, weights[label]);
          addScaled(sums[dimension], row, 1);
        }
        addTransposed(sums, dimension, rows, start, block, count);
      }
    }

    void curvature(double[][] parameters) {
      clear();
      for (int start = from; start < to; start += BLOCK) {
        int count = Math.min(BLOCK, to - start);
        probabilities(parameters, start, count);
        for (int r = 0; r < count; r++) {
          double[] row = block[r];
          double weight = weights[labels[start + r]];
          for (int k = 0; k < width; k++) {
            row[k] = weight * row[k] * (1 - row[k]);
          }
          addScaled(sums[dimension], row, 1);
          for (int d = 0; d < dimension; d++) {
            squares[r][d] = rows[start + r][d] * rows[start + r][d];
          }
        }
        addTransposed(sums, dimension, squares, 0, block, count);
      }
    }

    /** Leaves the probabilities of the rows in the block and adds their losses. */
    private void probabilities(double[][] parameters, int start, int count) {
      for (int r = 0; r < count; r++) {
        System.arraycopy(parameters[dimension], 0, block[r], 0, width);
      }
      addRows(block, count, rows, start, parameters, dimension);
      for (int r = 0; r < count; r++) {
        int label = labels[start + r];
        loss += weights[label] * Softmax.inPlace(block[r], labelCount, label);
      }
    }

    private void scale(double[] row, double factor) {
      for (int k = 0; k < width; k++) {
        row[k] *= factor;
      }
    }
  }
}
