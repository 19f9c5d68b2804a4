package dev.millrace.session;

import dev.millrace.batch.BatchPlanner;
import dev.millrace.batch.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs windows of all task threads through one model: as many callers as the device wants, whoever hands the work over.
 * While one task writes, the others' batches keep every caller busy. Thread-safe.
 */
public final class BatchRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private final TextModel model;
  private final BatchPlanner planner;
  private final ExecutorService callers;

  public BatchRunner(TextModel model, BatchPlanner planner, int callers) {
    this.model = model;
    this.planner = planner;
    AtomicInteger number = new AtomicInteger();
    this.callers = Executors.newFixedThreadPool(callers, work -> {
      Thread thread = new Thread(work, "model-" + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    });
  }

  public List<ModelOutput> outputs() {
    return model.outputs();
  }

  /**
   * Runs all windows and waits. {@code rows[i][o]} is output o of window i; null where the model fails on that window
   * even alone, so that one poisonous text costs itself only.
   */
  public float[][][] run(List<int[]> windows, BatchListener listener) {
    float[][][] rows = new float[windows.size()][][];
    List<Future<?>> running = new ArrayList<>();
    for (TokenBatch batch : planner.plan(windows)) {
      running.add(callers.submit(() -> runOrSplit(batch, listener, (row, index) -> rows[index] = row)));
    }
    running.forEach(BatchRunner::await);
    return rows;
  }

  private void runOrSplit(TokenBatch batch, BatchListener listener, ObjIntConsumer<float[][]> sink) {
    long start = System.nanoTime();
    float[][] outputs;
    try {
      outputs = model.run(batch);
    } catch (ModelRunException e) {
      if (batch.size() > 1) {
        int half = batch.size() / 2;
        runOrSplit(batch.part(0, half), listener, sink);
        runOrSplit(batch.part(half, batch.size()), listener, sink);
      } else {
        LOG.warn("A window of {} tokens fails even alone: {}", batch.length(), e.getMessage());
      }
      return;
    }
    listener.ran(batch, System.nanoTime() - start);
    for (int row = 0; row < batch.size(); row++) {
      sink.accept(split(outputs, row), batch.rows()[row]);
    }
  }

  private float[][] split(float[][] outputs, int row) {
    float[][] one = new float[outputs.length][];
    for (int o = 0; o < outputs.length; o++) {
      int width = model.outputs().get(o).width();
      one[o] = Arrays.copyOfRange(outputs[o], row * width, (row + 1) * width);
    }
    return one;
  }

  private static void await(Future<?> running) {
    try {
      running.get();
    } catch (InterruptedException e) {
      running.cancel(false);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the model ran", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for the batches in flight, then closes the model: a session must never be closed under a running call. */
  @Override
  public void close() {
    callers.shutdown();
    try {
      while (!callers.awaitTermination(1, TimeUnit.MINUTES)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    model.close();
  }

  /** Hears of every model call; called from several threads. */
  public interface BatchListener {
    void ran(TokenBatch batch, long nanos);
  }
}
