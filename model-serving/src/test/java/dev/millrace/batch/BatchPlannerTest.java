package dev.millrace.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
  @Property
  void everyWindowIsInExactlyOneBatch(@ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> lengths, @ForAll("limits") BatchLimits limits) {
    List<int[]> windows = windows(lengths);
    List<TokenBatch> batches = new BatchPlanner(limits, 9).plan(windows);
    assertThat(batches.stream().flatMapToInt(batch -> Arrays.stream(batch.rows())).sorted().toArray())
        .isEqualTo(IntStream.range(0, windows.size()).toArray());
    for (TokenBatch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.windows()[i]).isSameAs(windows.get(batch.rows()[i]));
      }
    }
  }

  @Property
  void noBatchBreaksALimitUnlessOneWindowAloneDoes(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> lengths, @ForAll("limits") BatchLimits limits) {
    for (TokenBatch batch : new BatchPlanner(limits, 0).plan(windows(lengths))) {
      assertThat(batch.size()).isLessThanOrEqualTo(limits.maxRows());
      if (batch.size() > 1) {
        int real = Arrays.stream(batch.windows()).mapToInt(window -> window.length).sum();
        assertThat(batch.paddedTokens()).isLessThanOrEqualTo(limits.maxPaddedTokens());
        assertThat((double) (batch.paddedTokens() - real)).isLessThanOrEqualTo(limits.maxPaddingShare() * batch.paddedTokens());
      }
    }
  }

  @Property
  void rowsRunFromTheLongestToTheShortest(@ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> lengths, @ForAll("limits") BatchLimits limits) {
    List<Integer> planned = new ArrayList<>();
    for (TokenBatch batch : new BatchPlanner(limits, 0).plan(windows(lengths))) {
      assertThat(batch.length()).isEqualTo(batch.windows()[0].length);
      Arrays.stream(batch.windows()).forEach(window -> planned.add(window.length));
    }
    assertThat(planned).isSortedAccordingTo((a, b) -> b - a);
  }

  @Property
  void theSameWindowsGiveTheSameBatches(@ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> lengths, @ForAll("limits") BatchLimits limits) {
    assertThat(rows(new BatchPlanner(limits, 0).plan(windows(lengths)))).isEqualTo(rows(new BatchPlanner(limits, 0).plan(windows(lengths))));
  }

  @Test
  void equalLengthsKeepTheirOrderAndFillTheCall() {
    List<TokenBatch> batches = new BatchPlanner(new BatchLimits(64, 32, 0), 0).plan(windows(List.of(8, 8, 16, 8, 8, 8)));
    assertThat(rows(batches)).containsExactly(List.of(2), List.of(0, 1, 3, 4), List.of(5));
  }

  @Test
  void paddingIsTakenUpToItsShareOnly() {
    List<int[]> windows = windows(List.of(10, 9, 8));
    assertThat(rows(new BatchPlanner(new BatchLimits(64, 1_024, 0.05), 0).plan(windows))).containsExactly(List.of(0, 1), List.of(2));
    assertThat(rows(new BatchPlanner(new BatchLimits(64, 1_024, 0.04), 0).plan(windows))).containsExactly(List.of(0), List.of(1), List.of(2));
  }

  @Test
  void aWindowBeyondTheBudgetRunsAlone() {
    assertThat(rows(new BatchPlanner(new BatchLimits(64, 16, 0), 0).plan(windows(List.of(8, 600, 8))))).containsExactly(List.of(1), List.of(0, 2));
  }

  @Test
  void oneRowACallIsOneRowACall() {
    assertThat(new BatchPlanner(BatchLimits.ONE_ROW, 0).plan(windows(List.of(8, 8, 8)))).allMatch(batch -> batch.size() == 1).hasSize(3);
  }

  @Test
  void nothingToPlanIsNoBatch() {
    assertThat(new BatchPlanner(BatchLimits.CPU, 0).plan(List.of())).isEmpty();
  }

  @Test
  void aPartOfABatchIsAsLongAsItsOwnLongestRow() {
    TokenBatch batch = new BatchPlanner(new BatchLimits(8, 1_024, 0.5), 7).plan(windows(List.of(4, 3, 2))).get(0);
    TokenBatch part = batch.part(1, 3);
    assertThat(part.rows()).containsExactly(1, 2);
    assertThat(part.length()).isEqualTo(3);
    assertThat(part.paddingId()).isEqualTo(7);
    assertThat(part.paddedTokens()).isEqualTo(6);
  }

  @Test
  void limitsThatAllowNothingAreRefused() {
    assertThatThrownBy(() -> new BatchLimits(0, 1, 0)).hasMessage("maxRows must be at least 1, was 0");
    assertThatThrownBy(() -> new BatchLimits(1, 0, 0)).hasMessage("maxPaddedTokens must be at least 1, was 0");
    assertThatThrownBy(() -> new BatchLimits(1, 1, 1)).hasMessage("maxPaddingShare must be in [0, 1), was 1.0");
  }

  @Provide
  Arbitrary<BatchLimits> limits() {
    return Combinators.combine(
        Arbitraries.integers().between(1, 10),
        Arbitraries.integers().between(1, 200),
        Arbitraries.doubles().between(0, 0.9)).as(BatchLimits::new);
  }

  private static List<int[]> windows(List<Integer> lengths) {
    return lengths.stream().map(int[]::new).toList();
  }

  private static List<List<Integer>> rows(List<TokenBatch> batches) {
    return batches.stream().map(batch -> Arrays.stream(batch.rows()).boxed().toList()).toList();
  }
}
