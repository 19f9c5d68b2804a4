package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As large as Banking77, and as hard: about 0.92 of the labels are right. */
@Tag("soak")
class FittingSpeedTest {
  @Test
  void banking77SizedHeadIsFittedWithinItsBudget() {
    Examples examples = Clusters.of(10_003, 384, 77, 4.4, 1);
    long start = System.nanoTime();
    CrossValidation found = CrossValidation.run(examples, Clusters.keys(10_003), 5, 1, CrossValidation.PENALTIES, ClassWeights.NONE, 2, FitProgress.NONE);
    LogisticRegression.fit(examples, found.chosenC(), ClassWeights.NONE, 2);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(Locale.ROOT, "5 folds and the final fit: %d s, accuracy %.4f, c %s%n", taken.toSeconds(), found.metrics().accuracy(), found.chosenC());
    assertThat(found.metrics().accuracy()).isBetween(0.85, 0.97);
    assertThat(taken).isLessThan(Duration.ofSeconds(100));
  }
}
