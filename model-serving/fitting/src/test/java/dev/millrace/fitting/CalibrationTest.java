package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  /** The same logits (6, 0) for all, right in 80 of 100: the best temperature makes the top score 0.8, so it is 6 / ln 4. */
  @Test
  void temperatureMatchesTheClosedForm() {
    float[][] logits = new float[100][];
    Arrays.fill(logits, new float[] {6, 0});
    int[] labels = new int[100];
    Arrays.fill(labels, 0, 20, 1);
    Calibration found = Calibration.fit(logits, labels);
    assertThat(found.temperature()).isCloseTo(6 / Math.log(4), within(1e-7));
    assertThat(found.probabilities(logits[0])[0]).isCloseTo(0.8f, within(1e-6f));
    assertThat(found.errorBefore()).isCloseTo(1 / (1 + Math.exp(-6)) - 0.8, within(1e-6));
    assertThat(found.errorAfter()).isCloseTo(0, within(1e-6));
    assertThat(found.logLossAfter()).isCloseTo(-0.8 * Math.log(0.8) - 0.2 * Math.log(0.2), within(1e-6)).isLessThan(found.logLossBefore());
  }

  @Test
  void flawlessLogitsBecomeCertainties() {
    Calibration found = Calibration.fit(new float[][] {{1, 0}, {0, 1}}, new int[] {0, 1});
    assertThat(found.temperature()).isBetween(0.01, 0.05);
    assertThat(found.probabilities(new float[] {1, 0})).containsExactly(new float[] {1, 0}, within(1e-12f));
  }

  @Test
  void uselessLogitsEndAtTheHottestTemperature() {
    assertThat(Calibration.fit(new float[][] {{1, 0}, {0, 1}}, new int[] {1, 0}).temperature()).isCloseTo(100, within(1e-6));
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    assertThat(Calibration.probabilities(new float[] {3e38f, 0, -3e38f}, 0.5)).containsExactly(1, 0, 0);
  }

  @Property
  void probabilitiesSumToOneAndKeepTheOrder(@ForAll @Size(min = 2, max = 20) float[] raw, @ForAll @FloatRange(min = 0.1f, max = 10) float temperature) {
    float[] logits = new float[raw.length];
    for (int k = 0; k < raw.length; k++) {
      logits[k] = raw[k] % 50;
    }
    float[] probabilities = Calibration.probabilities(logits, temperature);
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      sum += probabilities[k];
      for (int other = 0; other < k; other++) {
        assertThat(logits[k] > logits[other] && probabilities[k] < probabilities[other]).isFalse();
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-6));   // 20 floats, each rounded
  }
}
