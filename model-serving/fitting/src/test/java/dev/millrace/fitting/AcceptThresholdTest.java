package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AcceptThresholdTest {
  private static final Promise PROMISE = new Promise(0.95, 0.9);
  private static final Promise MODEST = new Promise(0.9, 0.9);

  /** scipy 1.x: {@code beta.ppf(1 - delta, errors + 1, trials - errors)}. */
  @Test
  void binomialBoundMatchesTheBetaQuantile() {
    assertThat(BinomialBound.upper(0, 100, 0.05)).isCloseTo(0.029513049607039925, within(1e-12));
    assertThat(BinomialBound.upper(5, 200, 0.01)).isCloseTo(0.06422404793857461, within(1e-12));
    assertThat(BinomialBound.upper(30, 1_000, 0.05)).isCloseTo(0.040472237280866234, within(1e-12));
    assertThat(BinomialBound.upper(250, 10_000, 0.00357)).isCloseTo(0.029502194770546594, within(1e-10));
    assertThat(BinomialBound.upper(7, 7, 0.05)).isEqualTo(1);
  }

  /** Scores are uniform, right with probability (1 + score) / 2: from a threshold t on the true precision is (3 + t) / 4. */
  @Test
  void promiseIsBrokenNoMoreOftenThanItSays() {
    int broken = 0;
    double coverage = 0;
    for (int world = 0; world < 400; world++) {
      AcceptThreshold found = AcceptThreshold.of(calibrated(5_000, world), MODEST);
      broken += (3 + found.threshold()) / 4 < MODEST.precision() ? 1 : 0;
      coverage += found.coverage() / 400;
    }
    assertThat(broken).isLessThanOrEqualTo(40);         // 10 % of 400; about none, since the bounds at all steps hold at once
    assertThat(coverage).isBetween(0.15, 0.4);          // an oracle, which knows the risk, accepts 0.4
  }

  @Property(tries = 50)
  void resultKeepsItsWordOnThePairsThemselves(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    List<HeldOut> pairs = calibrated(1_000, seed).stream().map(p -> new HeldOut(Math.round(p.score() * 20) / 20f, p.correct() || p.score() > 0.5f)).toList();
    AcceptThreshold found = AcceptThreshold.of(pairs, PROMISE);
    List<HeldOut> accepted = pairs.stream().filter(p -> p.score() >= found.threshold()).toList();
    assertThat(found.coverage()).isEqualTo(accepted.size() / 1_000.0);
    assertThat(found.precision()).isCloseTo(accepted.stream().filter(HeldOut::correct).count() / (double) accepted.size(), within(1e-12));
    assertThat(found.guaranteed()).isBetween(0.95, found.precision());
    assertThat(found.pairs()).isEqualTo(1_000);
  }

  @Test
  void flawlessPairsAreAllAccepted() {
    AcceptThreshold found = AcceptThreshold.of(IntStream.range(0, 500).mapToObj(i -> new HeldOut(0.5f + i / 1_000f, true)).toList(), PROMISE);
    assertThat(found.threshold()).isEqualTo(0.5f);
    assertThat(found.coverage()).isEqualTo(1);
    assertThat(found.guaranteed()).isCloseTo(1 - (1 - Math.pow(0.1 / 9, 1.0 / 500)), within(1e-9));
  }

  @Test
  void orderOfPairsDoesNotMatter() {
    List<HeldOut> pairs = new ArrayList<>(calibrated(1_000, 3));
    AcceptThreshold found = AcceptThreshold.of(pairs, MODEST);
    Collections.reverse(pairs);
    assertThat(AcceptThreshold.of(pairs, MODEST)).isEqualTo(found);
  }

  @Test
  void tooFewPairsAreRefusedWithTheNumberNeeded() {
    // 81 pairs, 7 steps: ln(0.1 / 7) / ln(0.95) = 82.8; 83 pairs, 7 steps: enough.
    assertThat(AcceptThreshold.fewestPairs(PROMISE)).isEqualTo(83);
    assertThatThrownBy(() -> AcceptThreshold.of(Collections.nCopies(82, new HeldOut(1, true)), PROMISE))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining("needs at least 83 held-out decisions, even if all are right; the bundle keeps 82");
    assertThat(AcceptThreshold.of(Collections.nCopies(83, new HeldOut(1, true)), PROMISE).coverage()).isEqualTo(1);
  }

  @Test
  void promiseOutOfReachIsRefusedWithTheBestThatIsNot() {
    List<HeldOut> coins = Stream.iterate(0, i -> i + 1).limit(1_000).map(i -> new HeldOut(0.9f, i % 2 == 0)).toList();
    assertThatThrownBy(() -> AcceptThreshold.of(coins, PROMISE))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("No threshold keeps precision 0.95 at confidence 0.9 on 1000 held-out decisions; the best that they support is 0.46");
  }

  @Test
  void promiseOutsideZeroToOneIsAUsageError() {
    assertThatThrownBy(() -> new Promise(97, 0.95))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessage("accept: precision must lie between 0 and 1, both excluded; found 97.0");
  }

  private static List<HeldOut> calibrated(int pairs, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> {
      float score = random.nextFloat();
      return new HeldOut(score, random.nextFloat() < (1 + score) / 2);
    }).limit(pairs).toList();
  }
}
