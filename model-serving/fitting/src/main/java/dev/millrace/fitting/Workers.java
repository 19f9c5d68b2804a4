package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Shares out independent pieces of work among threads, the caller's among them; calls must not nest. Not parallel streams: inside a
 * pool of its own, JDK 17's ForkJoinPool was seen to lose a wake-up and wait for ever.
 */
final class Workers implements AutoCloseable {
  private final int others;
  private final ExecutorService executor;

  Workers(int threads) {
    require(threads >= 1, "threads must be at least 1, was %d", threads);
    others = threads - 1;
    executor = others == 0 ? null : Executors.newFixedThreadPool(others, Workers::daemon);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fitting");
    thread.setDaemon(true);
    return thread;
  }

  /** Calls {@code piece} with 0 to count - 1, in any order, and returns when all have ended. */
  void forEach(int count, IntConsumer piece) {
    AtomicInteger next = new AtomicInteger();
    Runnable take = () -> {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        piece.accept(i);
      }
    };
    List<Future<?>> taken = new ArrayList<>(others);
    for (int other = 0; other < others; other++) {
      taken.add(executor.submit(take));
    }
    try {
      take.run();
    } finally {
      next.set(count);
      taken.forEach(Workers::await);
    }
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while fitting", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
