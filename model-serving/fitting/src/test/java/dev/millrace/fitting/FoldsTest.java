package dev.millrace.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.MillraceException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FoldsTest {
  @Property(tries = 50)
  void everyLabelIsSpreadEvenly(@ForAll @IntRange(min = 2, max = 10) int folds, @ForAll @IntRange(min = 10, max = 200) int examples,
      @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    int[] labels = new Random(seed).ints(examples, 0, 4).toArray();
    int[] assigned = Folds.assign(labels, Clusters.keys(examples), folds, seed);
    for (int label = 0; label < 4; label++) {
      int[] sizes = new int[folds];
      for (int i = 0; i < examples; i++) {
        sizes[assigned[i]] += labels[i] == label ? 1 : 0;
      }
      assertThat(Arrays.stream(sizes).max().orElseThrow() - Arrays.stream(sizes).min().orElseThrow()).isLessThanOrEqualTo(1);
    }
  }

  @Property(tries = 50)
  void equalGroupsShareAFoldWhateverTheOrder(@ForAll @IntRange(min = 2, max = 6) int folds, @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
    int[] labels = new Random(seed).ints(100, 0, 3).toArray();
    List<String> groups = IntStream.range(0, 100).mapToObj(i -> "text-" + i % 40).toList();
    int[] assigned = Folds.assign(labels, groups, folds, seed);
    int[] backwards = Folds.assign(IntStream.range(0, 100).map(i -> labels[99 - i]).toArray(),
        IntStream.range(0, 100).mapToObj(i -> groups.get(99 - i)).toList(), folds, seed);
    for (int i = 0; i < 100; i++) {
      assertThat(assigned[i]).isEqualTo(assigned[i % 40]).isEqualTo(backwards[99 - i]);
    }
  }

  @Test
  void fewerTextsThanFoldsAreRefused() {
    assertThatThrownBy(() -> Folds.assign(new int[6], List.of("a", "b", "a", "b", "a", "b"), 5, 1))
        .isInstanceOf(MillraceException.class)
        .hasMessage("Cross-validation in 5 folds needs at least 5 different texts, found 2. Add examples.");
  }
}
