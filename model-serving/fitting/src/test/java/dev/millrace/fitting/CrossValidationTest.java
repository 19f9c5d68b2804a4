package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
  private static final List<Double> PENALTIES = List.of(1.0, 10.0, 100.0);

  private final Examples examples = Clusters.of(600, 24, 6, 2, 11);

  @Test
  void choosesThePenaltyOfLeastHeldOutLogLoss() {
    CrossValidation found = run(examples, Clusters.keys(600), 2);
    CrossValidation.PenaltyScore least = found.path().stream().min((a, b) -> Double.compare(a.logLoss(), b.logLoss())).orElseThrow();
    assertThat(found.chosenC()).isEqualTo(least.c());
    assertThat(found.metrics().logLoss()).isEqualTo(least.logLoss());
    assertThat(found.metrics().accuracy()).isEqualTo(least.accuracy()).isBetween(0.7, 0.99);
    assertThat(found.scarce()).isEmpty();
  }

  @Test
  void numberOfThreadsChangesNoByte() {
    assertThat(run(examples, Clusters.keys(600), 4)).usingRecursiveComparison().isEqualTo(run(examples, Clusters.keys(600), 1));
  }

  @Test
  void orderOfRowsMovesTheLogitsAndChangesNoByte() {
    int[] order = IntStream.range(0, 600).map(i -> (i * 7 + 5) % 600).toArray();
    List<String> keys = Clusters.keys(600);
    Examples moved = new Examples(Arrays.stream(order).mapToObj(i -> examples.features()[i]).toArray(float[][]::new),
        Arrays.stream(order).map(i -> examples.labels()[i]).toArray(), examples.labelNames());
    float[][] expected = run(examples, keys, 2).logits();
    float[][] found = run(moved, Arrays.stream(order).mapToObj(keys::get).toList(), 2).logits();
    for (int i = 0; i < 600; i++) {
      assertThat(found[i]).isEqualTo(expected[order[i]]);
    }
  }

  @Test
  void noExampleHelpsToDecideItsTwin() {
    // Labels without any relation to the features: only a twin in the training folds could make them guessable.
    Random random = new Random(5);
    Examples noise = Clusters.of(300, 400, 3, 50, 5);
    float[][] twice = new float[600][];
    int[] labels = new int[600];
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      twice[i] = noise.features()[i / 2];
      labels[i] = i % 2 == 0 ? random.nextInt(3) : labels[i - 1];
      groups.add("text-" + i / 2);
    }
    Examples twins = new Examples(twice, labels, Clusters.names(3));
    assertThat(run(twins, groups, 2).metrics().accuracy()).isLessThan(0.45);
    assertThat(run(twins, Clusters.keys(600), 2).metrics().accuracy()).isGreaterThan(0.6);
  }

  @Test
  void labelThatAFoldNeverSawIsReportedAndDecidedLast() {
    float[][] features = Arrays.copyOf(examples.features(), 602);
    int[] labels = Arrays.copyOf(examples.labels(), 602);
    List<String> groups = new ArrayList<>(Clusters.keys(600));
    for (int i = 600; i < 602; i++) {
      features[i] = examples.features()[0];
      labels[i] = 6;
      groups.add("the only text of label 6");
    }
    CrossValidation found = run(new Examples(features, labels, Clusters.names(7)), groups, 2);
    assertThat(found.scarce()).containsExactly("label-6");
    assertThat(found.metrics().labels().get(6).recall()).isZero();
    assertThat(found.logits()[600]).doesNotContain(Float.NaN, Float.NEGATIVE_INFINITY);
    assertThat(found.metrics().accuracy()).isGreaterThan(0.7);
  }

  @Test
  void progressEndsAtItsTotal() {
    List<Integer> done = new ArrayList<>();
    CrossValidation.run(examples, Clusters.keys(600), 3, 1, PENALTIES, ClassWeights.NONE, 1, (now, total) -> {
      assertThat(total).isEqualTo(9);
      done.add(now);
    });
    assertThat(done).isSorted().endsWith(9);
  }

  @Test
  void pairsAreCalibratedTopScoresWithTheirTruth() {
    CrossValidation found = run(examples, Clusters.keys(600), 2);
    List<HeldOut> pairs = found.pairs(examples.labels());
    assertThat(pairs).hasSize(600).allSatisfy(pair -> assertThat(pair.score()).isBetween(1f / 6, 1f));
    assertThat(pairs.stream().filter(HeldOut::correct).count() / 600.0).isEqualTo(found.metrics().accuracy());
  }

  private static CrossValidation run(Examples examples, List<String> groups, int threads) {
    return CrossValidation.run(examples, groups, 5, 1, PENALTIES, ClassWeights.NONE, threads, FitProgress.NONE);
  }
}
