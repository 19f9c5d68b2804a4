package dev.millrace.fitting;

import static dev.millrace.fitting.Products.dot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PrincipalAxesTest {
  private final float[][] features = Clusters.of(200, 13, 3, 1, 2).features();
  private final PrincipalAxes axes = PrincipalAxes.of(features);
  private final double[][] projected = axes.project(features, new Workers(1));

  @Test
  void projectionKeepsDistances() {
    for (int i = 1; i < 200; i++) {
      double before = 0;
      double after = 0;
      for (int d = 0; d < 13; d++) {
        before += Math.pow((double) features[i][d] - features[0][d], 2);
        after += Math.pow(projected[i][d] - projected[0][d], 2);
      }
      assertThat(after).isCloseTo(before, within(1e-12));
    }
  }

  @Test
  void projectedFeaturesAreNearlyUncorrelated() {
    double[][] columns = new double[13][200];
    for (int i = 0; i < 200; i++) {
      for (int d = 0; d < 13; d++) {
        columns[d][i] = projected[i][d];
      }
    }
    for (int p = 0; p < 13; p++) {
      for (int q = 0; q < p; q++) {
        double correlation = dot(columns[p], columns[q]) / Math.sqrt(dot(columns[p], columns[p]) * dot(columns[q], columns[q]));
        assertThat(correlation).isCloseTo(0, within(0.05));   // nearly is enough for a preconditioner
      }
    }
  }

  @Test
  void unprojectedWeightsDecideAlike() {
    double[][] parameters = new double[14][1];
    for (int d = 0; d <= 13; d++) {
      parameters[d][0] = d - 5;
    }
    double[] weights = axes.unproject(parameters, 0);
    double before = weights[13];
    double after = parameters[13][0];
    for (int d = 0; d < 13; d++) {
      before += weights[d] * features[42][d];
      after += parameters[d][0] * projected[42][d];
    }
    assertThat(before).isCloseTo(after, within(1e-12));
  }
}
