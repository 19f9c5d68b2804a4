package dev.millrace.fitting;

/**
 * The two dense products of a fit, as sums of scaled rows. Each element is summed in the order of the source and Java never
 * fuses a product with a sum, so the bytes are the same on every CPU; still C2 turns the inner loops into SIMD (15 GFLOP/s a
 * core on AVX2, against 6 with offsets into one flat array, hence the array of rows).
 */
final class Products {
  private Products() {}

  /** target[r] += sum over d of left[from + r][d] x right[d], for the first {@code rows} rows of target. */
  static void addRows(double[][] target, int rows, double[][] left, int from, double[][] right, int inner) {
    int d = 0;
    for (; d + 4 <= inner; d += 4) {
      for (int r = 0; r < rows; r++) {
        double[] a = left[from + r];
        addScaled(target[r], right[d], a[d], right[d + 1], a[d + 1], right[d + 2], a[d + 2], right[d + 3], a[d + 3]);
      }
    }
    for (; d < inner; d++) {
      for (int r = 0; r < rows; r++) {
        addScaled(target[r], right[d], left[from + r][d]);
      }
    }
  }

  /** target[d] += sum over r of left[from + r][d] x right[r], for the first {@code rows} rows of right. */
  static void addTransposed(double[][] target, int inner, double[][] left, int from, double[][] right, int rows) {
    for (int d = 0; d < inner; d++) {
      int r = 0;
      for (; r + 4 <= rows; r += 4) {
        int i = from + r;
        addScaled(target[d], right[r], left[i][d], right[r + 1], left[i + 1][d], right[r + 2], left[i + 2][d], right[r + 3], left[i + 3][d]);
      }
      for (; r < rows; r++) {
        addScaled(target[d], right[r], left[from + r][d]);
      }
    }
  }

  static void addScaled(double[] target, double[] row, double scale) {
    for (int k = 0; k < target.length; k++) {
      target[k] += scale * row[k];
    }
  }

  private static void addScaled(double[] target, double[] x, double a, double[] y, double b, double[] z, double c, double[] w, double d) {
    for (int k = 0; k < target.length; k++) {
      target[k] += (a * x[k] + b * y[k]) + (c * z[k] + d * w[k]);
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  static double dot(double[][] a, double[][] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += dot(a[d], b[d]);
    }
    return sum;
  }
}
