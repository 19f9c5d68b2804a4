package dev.millrace.fitting;

import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;

/** Bounds how many threads the parallel streams of a fit use. */
final class Threads {
  private Threads() {}

  /** Runs the work inside a pool of its own: a parallel stream started there stays there, instead of in the JVM's common pool. */
  static <T> T run(int threads, Supplier<T> work) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(work::get).join();
    } finally {
      pool.shutdown();
    }
  }
}
