package dev.millrace.jobs.classify;

import dev.millrace.decision.Outcome;
import dev.millrace.jobs.classify.DocumentStream.Window;
import dev.millrace.pipeline.Meter;
import dev.millrace.write.AttemptOutcome;
import dev.millrace.write.DirectCopyConflict;
import dev.millrace.write.SliceAlreadyCommitted;
import dev.millrace.write.SliceSink;
import dev.millrace.write.WriteMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one slice. Three windows of documents are under way at once: one is looked up and tokenised, one is in
 * the model, one is written; so memory is bounded by three windows whatever the slice holds.
 */
final class SliceRunner {
  private static final Logger LOG = LoggerFactory.getLogger(SliceRunner.class);
  private static final int WINDOWS_UNDER_WAY = 3;
  private static final int WINDOW_DOCUMENTS = 2_048;
  private static final long WINDOW_CHARACTERS = 4_000_000;

  private final SlicePlan plan;
  private final ExecutorState.Shared shared;
  private final int slice;
  private final int attempt;
  private final Meter meter = new Meter();
  private final Tally tally;

  SliceRunner(SlicePlan plan, ExecutorState.Shared shared, int slice, int attempt) {
    this.plan = plan;
    this.shared = shared;
    this.slice = slice;
    this.attempt = attempt;
    this.tally = new Tally(plan.goldTasks());
  }

  /** Reads, decides, writes and commits the slice. Returns quietly if another attempt has committed it. */
  void run(Iterator<Row> rows, LongConsumer progress) {
    // A first attempt that failed may have failed on rows that are there: only a first one copies directly.
    WriteMode mode = shared.directCopy().get() && attempt == 0 ? WriteMode.DIRECT : WriteMode.MERGE;
    ExecutorService preparing = Executors.newSingleThreadExecutor(task -> new Thread(task, "prepare-" + slice));
    ExecutorService deciding = Executors.newSingleThreadExecutor(task -> new Thread(task, "decide-" + slice));
    ForgottenScreen screen = ForgottenScreen.of(shared.database(), plan.run().source());
    try (SliceSink sink = new SliceSink(shared.database()::connection, plan.run(), slice, attempt, mode, screen.forgotten())) {
      try {
        WindowWork work = new WindowWork(plan, shared, mode, meter);
        stream(rows, screen, sink, progress, window -> CompletableFuture
            .supplyAsync(() -> work.prepare(window), preparing)
            .thenApplyAsync(work::decide, deciding));
        sink.commit(meter.usage(), tally.counters());
      } catch (SliceAlreadyCommitted e) {
        sink.abandon(AttemptOutcome.LOST, meter.usage());
        LOG.info("Slice {} of run {} was committed by another attempt", slice, plan.run().runId());
      } catch (DirectCopyConflict e) {
        shared.directCopy().set(false);
        sink.abandon(AttemptOutcome.FAILED, meter.usage());
        throw e;
      } catch (RuntimeException e) {
        abandonQuietly(sink, e);
        throw e;
      }
    } finally {
      preparing.shutdownNow();
      deciding.shutdownNow();
    }
  }

  private interface Stage {
    CompletableFuture<List<Outcome>> start(Window window);
  }

  private record UnderWay(Window window, CompletableFuture<List<Outcome>> outcomes) {}

  private void stream(Iterator<Row> rows, ForgottenScreen screen, SliceSink sink, LongConsumer progress, Stage stage) {
    DocumentStream documents = new DocumentStream(rows, new DocumentMapping(plan.input(), plan.notBefore()));
    Deque<UnderWay> underWay = new ArrayDeque<>();
    boolean more = true;
    while (more || !underWay.isEmpty()) {
      while (more && underWay.size() < WINDOWS_UNDER_WAY) {
        long start = System.nanoTime();
        Window window = screen.apply(documents.read(WINDOW_DOCUMENTS, WINDOW_CHARACTERS));
        meter.read(System.nanoTime() - start);
        more = !window.isEmpty();
        if (more) {
          underWay.add(new UnderWay(window, stage.start(window)));
        }
      }
      if (!underWay.isEmpty()) {
        write(underWay.remove(), sink, progress);
      }
    }
  }

  private void write(UnderWay done, SliceSink sink, LongConsumer progress) {
    List<Outcome> outcomes = await(done.outcomes());
    tally.count(done.window(), outcomes);
    done.window().rejected().forEach(rejected -> meter.rejected());
    sink.write(List.copyOf(done.window().rejected()));
    sink.write(outcomes);
    progress.accept(outcomes.size() + done.window().rejected().size());
  }

  private static List<Outcome> await(CompletableFuture<List<Outcome>> outcomes) {
    try {
      return outcomes.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      // Spark has cancelled the task; kept, so that nothing after this waits either.
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /** The attempt's usage is worth a row, but no reason to hide what went wrong. */
  private void abandonQuietly(SliceSink sink, RuntimeException reason) {
    try {
      sink.abandon(AttemptOutcome.FAILED, meter.usage());
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }
}
