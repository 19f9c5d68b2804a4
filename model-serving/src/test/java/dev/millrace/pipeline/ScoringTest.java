package dev.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.bundle.BundleTask;
import dev.millrace.bundle.HeldOutPairs;
import dev.millrace.bundle.Manifest.Activation;
import dev.millrace.decision.Decision;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.decision.Status;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Numbers by hand: e^0 = 1, e^ln 2 = 2 and so on. */
class ScoringTest {
  private static final float LN2 = 0.693147180f;
  private static final float LN4 = 1.386294361f;
  // A float32 holds 7 digits.
  private static final Offset<Float> FLOAT = within(1e-6f);

  @Test
  void softmaxMakesProbabilitiesThatAddUpToOne() {
    Decision decision = scoring(Activation.SOFTMAX, 1, null).decide(new float[] {0, LN4, LN2, 0}, 1);
    assertThat(decision.topK()).extracting(ScoredLabel::label).containsExactly("b", "c", "a");
    assertThat(decision.topK().get(0).score()).isCloseTo(4 / 8f, FLOAT);
    assertThat(decision.topK().get(1).score()).isCloseTo(2 / 8f, FLOAT);
    assertThat(decision.topK().get(2).score()).isCloseTo(1 / 8f, FLOAT);
  }

  @Test
  void logitsAreDividedByTheTemperatureFirst() {
    Decision decision = scoring(Activation.SOFTMAX, 2, null).decide(new float[] {0, LN4, 0, 0}, 1);
    assertThat(decision.score()).isCloseTo(2 / 5f, FLOAT);
  }

  @Test
  void sigmoidScoresEachLabelByItself() {
    Decision decision = scoring(Activation.SIGMOID, 1, null).decide(new float[] {LN4, LN2, 0, -LN2}, 1);
    assertThat(decision.topK().get(0).score()).isCloseTo(4 / 5f, FLOAT);
    assertThat(decision.topK().get(1).score()).isCloseTo(2 / 3f, FLOAT);
    assertThat(decision.topK().get(2).score()).isCloseTo(1 / 2f, FLOAT);
  }

  @Test
  void logitsOfAnySizeDoNotOverflow() {
    assertThat(scoring(Activation.SOFTMAX, 0.01, null).decide(new float[] {1e30f, 0, -1e30f, 0}, 1).score()).isEqualTo(1);
    assertThat(scoring(Activation.SIGMOID, 0.01, null).decide(new float[] {-1e30f, -1e30f, -1e30f, -1e30f}, 1).score()).isZero();
  }

  @Test
  void ofEqualScoresTheEarlierLabelWins() {
    Decision decision = scoring(Activation.SOFTMAX, 1, null).decide(new float[] {1, 3, 1, 3}, 1);
    assertThat(decision.topK()).extracting(ScoredLabel::label).containsExactly("b", "d", "a");
  }

  @Test
  void twoLabelsHaveTwoBest() {
    BundleTask task = new BundleTask("t", "t", List.of("no", "yes"), Activation.SOFTMAX, 1, HeldOutPairs.NONE);
    assertThat(new Scoring("t", task, null).decide(new float[] {0, LN2}, 1).topK()).extracting(ScoredLabel::label).containsExactly("yes", "no");
  }

  @Test
  void aScoreAtTheThresholdIsAcceptedAndOneBelowIsNot() {
    float[] logits = {0, LN4, LN2, 0};
    double score = scoring(Activation.SOFTMAX, 1, null).decide(logits, 1).score();
    assertThat(scoring(Activation.SOFTMAX, 1, score).decide(logits, 1).status()).isEqualTo(Status.ACCEPTED);
    assertThat(scoring(Activation.SOFTMAX, 1, Math.nextUp(score)).decide(logits, 1).status()).isEqualTo(Status.ABSTAINED);
    assertThat(scoring(Activation.SOFTMAX, 1, 0.99).decide(logits, 1).threshold()).isEqualTo(0.99);
  }

  @Test
  void withoutAThresholdEverythingIsAccepted() {
    Decision decision = scoring(Activation.SOFTMAX, 1, null).decide(new float[4], 3);
    assertThat(decision.status()).isEqualTo(Status.ACCEPTED);
    assertThat(decision.threshold()).isNull();
    assertThat(decision.windows()).isEqualTo(3);
  }

  private static Scoring scoring(Activation activation, double temperature, Double threshold) {
    return new Scoring("task", new BundleTask("task", "task", List.of("a", "b", "c", "d"), activation, temperature, HeldOutPairs.NONE), threshold);
  }
}
