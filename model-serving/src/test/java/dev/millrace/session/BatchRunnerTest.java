package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.BatchLimits;
import dev.millrace.batch.BatchPlanner;
import dev.millrace.batch.TokenBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class BatchRunnerTest {
  private static final int POISON = 666;

  /** Answers with (first token) and (first token, length). */
  private record Fake(Function<TokenBatch, float[][]> run, AtomicBoolean closed) implements TextModel {
    @Override
    public List<ModelOutput> outputs() {
      return List.of(new ModelOutput("first", 1), new ModelOutput("both", 2));
    }

    @Override
    public float[][] run(TokenBatch batch) {
      return run.apply(batch);
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<TokenBatch> heard = Collections.synchronizedList(new ArrayList<>());

  @Test
  void everyWindowGetsItsOwnRowOfEveryOutput() {
    try (BatchRunner runner = runner(BatchRunnerTest::echo, 2)) {
      float[][][] rows = runner.run(List.of(window(5, 2), window(6, 9), window(7, 2)), this::heard);
      assertThat(rows[0]).isDeepEqualTo(new float[][] {{5}, {5, 2}});
      assertThat(rows[1]).isDeepEqualTo(new float[][] {{6}, {6, 9}});
      assertThat(rows[2]).isDeepEqualTo(new float[][] {{7}, {7, 2}});
    }
    assertThat(heard).extracting(TokenBatch::size).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void aPoisonousWindowIsSplitOutAndCostsItselfOnly() {
    List<int[]> windows = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      windows.add(window(i == 7 ? POISON : i, 4));
    }
    try (BatchRunner runner = runner(BatchRunnerTest::choke, 2)) {
      float[][][] rows = runner.run(windows, this::heard);
      for (int i = 0; i < rows.length; i++) {
        assertThat(rows[i]).as("window %d", i).isEqualTo(i == 7 ? null : new float[][] {{i}, {i, 4}});
      }
    }
    assertThat(heard.stream().mapToInt(TokenBatch::size).sum()).as("windows that the model answered").isEqualTo(12);
  }

  @Test
  void aDefectOfTheModelIsNotTakenForAPoisonousText() {
    try (BatchRunner runner = runner(batch -> {
      throw new IllegalStateException("a defect");
    }, 1)) {
      assertThatThrownBy(() -> runner.run(List.of(window(1, 2)), this::heard)).isInstanceOf(IllegalStateException.class).hasMessage("a defect");
    }
  }

  @Test
  void noWindowsAreNoCalls() {
    try (BatchRunner runner = runner(BatchRunnerTest::choke, 1)) {
      assertThat(runner.run(List.of(), this::heard)).isEmpty();
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void asManyCallsRunAtOnceAsThereAreCallers() {
    CountDownLatch bothInside = new CountDownLatch(2);
    try (BatchRunner runner = runner(batch -> {
      bothInside.countDown();
      awaitQuietly(bothInside);
      return echo(batch);
    }, 2)) {
      assertThat(runner.run(List.of(window(1, 2), window(2, 3)), this::heard)).hasDimensions(2, 2);
    }
  }

  @Test
  void closingWaitsForTheBatchInFlight() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean closedUnderACall = new AtomicBoolean();
    BatchRunner runner = runner(batch -> {
      inside.countDown();
      awaitQuietly(goOn);
      closedUnderACall.set(closed.get());
      return echo(batch);
    }, 1);
    CompletableFuture<float[][][]> running = CompletableFuture.supplyAsync(() -> runner.run(List.of(window(1, 2)), this::heard));
    inside.await();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(runner::close);
    goOn.countDown();
    assertThat(running.get()[0]).isDeepEqualTo(new float[][] {{1}, {1, 2}});
    closing.get();
    assertThat(closedUnderACall).isFalse();
    assertThat(closed).isTrue();
  }

  private BatchRunner runner(Function<TokenBatch, float[][]> run, int callers) {
    return new BatchRunner(new Fake(run, closed), new BatchPlanner(new BatchLimits(8, 1_024, 0), 0), callers);
  }

  private void heard(TokenBatch batch, long nanos) {
    assertThat(nanos).isNotNegative();
    heard.add(batch);
  }

  private static float[][] choke(TokenBatch batch) {
    for (int[] window : batch.windows()) {
      if (window[0] == POISON) {
        throw new ModelRunException("cannot", null);
      }
    }
    return echo(batch);
  }

  private static float[][] echo(TokenBatch batch) {
    float[] first = new float[batch.size()];
    float[] both = new float[2 * batch.size()];
    for (int row = 0; row < batch.size(); row++) {
      first[row] = batch.windows()[row][0];
      both[2 * row] = first[row];
      both[2 * row + 1] = batch.windows()[row].length;
    }
    return new float[][] {first, both};
  }

  private static int[] window(int first, int length) {
    int[] window = new int[length];
    window[0] = first;
    return window;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
