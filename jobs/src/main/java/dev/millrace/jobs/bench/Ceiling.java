package dev.millrace.jobs.bench;

import dev.millrace.batch.BatchLimits;
import dev.millrace.batch.BatchPlanner;
import dev.millrace.batch.TokenBatch;
import dev.millrace.bundle.Bundle;
import dev.millrace.session.CpuDevice;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.session.TextModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fastest that plain {@code session.run} does a bundle's windows on this machine: tokenised, sorted and cut beforehand
 * over all documents at once; nothing read, merged or written. Not thread-safe.
 */
final class Ceiling implements AutoCloseable {
  private static final int SAMPLE_TOKENS = 12_000;
  private static final int[] TOKENS_A_RUN = {256, 512, 1_024, 2_048};
  private static final double PADDING = 0.01;

  private final Bundle bundle;
  private final List<ModelOutput> outputs;
  private final List<int[]> windows;
  private final int paddingId;
  private final Map<Integer, TextModel> byThreads = new HashMap<>();

  /** Callers x threads x tokens a run. */
  record Setting(int callers, int threads, int tokensARun) {
    @Override
    public String toString() {
      return "%d callers x %d threads, %s a run".formatted(callers, threads, tokensARun == 0 ? "one row" : tokensARun + " tokens");
    }
  }

  Ceiling(Bundle bundle, List<ModelOutput> outputs, List<int[]> windows, int paddingId) {
    this.bundle = bundle;
    this.outputs = outputs;
    this.windows = windows;
    this.paddingId = paddingId;
  }

  /** The fastest setting on a sample, each measured twice. */
  Setting best() {
    List<int[]> sample = sample();
    Setting best = null;
    double fastest = Double.MAX_VALUE;
    for (int round = 0; round < 2; round++) {
      for (Setting setting : settings()) {
        double seconds = seconds(setting, sample);
        if (seconds < fastest) {
          fastest = seconds;
          best = setting;
        }
      }
    }
    return best;
  }

  private List<Setting> settings() {
    int cores = Runtime.getRuntime().availableProcessors();
    List<Setting> settings = new ArrayList<>();
    int[] tokens = bundle.precision() == Precision.INT8 ? new int[] {0} : TOKENS_A_RUN;
    for (int tokensARun : tokens) {
      settings.add(new Setting(cores, 1, tokensARun));
      if (cores > 1) {
        settings.add(new Setting(1, cores, tokensARun));
      }
    }
    return settings;
  }

  private List<int[]> sample() {
    List<int[]> shuffled = new ArrayList<>(windows);
    Collections.shuffle(shuffled, new Random(1));
    int tokens = 0;
    int count = 0;
    while (count < shuffled.size() && tokens < SAMPLE_TOKENS) {
      tokens += shuffled.get(count++).length;
    }
    return shuffled.subList(0, count);
  }

  /** One pass over all windows. */
  double seconds(Setting setting) {
    return seconds(setting, windows);
  }

  private double seconds(Setting setting, List<int[]> some) {
    TextModel model = byThreads.computeIfAbsent(setting.threads(), threads -> new CpuDevice(1, threads).load(bundle.graph(), outputs));
    BatchLimits limits = setting.tokensARun() == 0 ? BatchLimits.ONE_ROW : new BatchLimits(64, setting.tokensARun(), PADDING);
    List<TokenBatch> batches = new BatchPlanner(limits, paddingId).plan(some);
    AtomicInteger next = new AtomicInteger();
    ExecutorService callers = Executors.newFixedThreadPool(setting.callers());
    try {
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < setting.callers(); i++) {
        running.add(callers.submit(() -> {
          for (int b = next.getAndIncrement(); b < batches.size(); b = next.getAndIncrement()) {
            model.run(batches.get(b));
          }
        }));
      }
      for (Future<?> future : running) {
        future.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      callers.shutdown();
    }
  }

  @Override
  public void close() {
    byThreads.values().forEach(TextModel::close);
  }
}
