package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.fitting.Metrics.Confusion;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  /** Gold a a a b c, decided a a b b b. */
  private final Metrics metrics = Metrics.of(List.of("a", "b", "c", "unseen"), new int[] {0, 0, 0, 1, 2}, new float[][] {
      {0.7f, 0.1f, 0.1f, 0.1f}, {0.5f, 0.3f, 0.2f, 0}, {0.4f, 0.6f, 0, 0}, {0, 1, 0, 0}, {0.2f, 0.5f, 0.3f, 0}});

  @Test
  void figuresMatchThoseByHand() {
    assertThat(metrics.examples()).isEqualTo(5);
    assertThat(metrics.accuracy()).isEqualTo(0.6);
    assertThat(metrics.logLoss()).isCloseTo(-(Math.log(0.7) + Math.log(0.5) + Math.log(0.4) + Math.log(1) + Math.log(0.3)) / 5, within(1e-7));
    assertThat(metrics.labels().get(0)).isEqualTo(new Metrics.Label("a", 3, 1, 2.0 / 3, 0.8));
    assertThat(metrics.labels().get(1)).isEqualTo(new Metrics.Label("b", 1, 1.0 / 3, 1, 0.5));
    assertThat(metrics.labels().get(2)).isEqualTo(new Metrics.Label("c", 1, 0, 0, 0));
    assertThat(metrics.labels().get(3)).isEqualTo(new Metrics.Label("unseen", 0, 0, 0, 0));
  }

  @Test
  void macroF1LeavesOutLabelsWithoutSupport() {
    assertThat(metrics.macroF1()).isCloseTo((0.8 + 0.5 + 0) / 3, within(1e-12));
  }

  @Test
  void confusionsNameGoldFirst() {
    assertThat(metrics.confusions()).containsExactly(new Confusion("a", "b", 1), new Confusion("c", "b", 1));
  }

  @Test
  void probabilityOfZeroCostsMuchButNotInfinity() {
    assertThat(Metrics.logLoss(new float[][] {{1, 0}}, new int[] {1})).isBetween(30.0, 40.0);
  }
}
