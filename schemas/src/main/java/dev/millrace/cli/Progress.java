package dev.millrace.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far a long command is: a live bar with rate and time left on a terminal, a line every 10 s elsewhere. Reads
 * a counter on its own thread; goes to standard error, so that standard output can be piped.
 */
public final class Progress implements AutoCloseable {
  private static final Duration LIVE = Duration.ofMillis(200);
  private static final Duration LINES = Duration.ofSeconds(10);
  private static final int BAR = 30;

  private final String what;
  private final String unit;
  private final LongSupplier done;
  private final LongSupplier total;
  private final PrintStream err;
  private final boolean live;
  private final long start = System.nanoTime();
  private final Thread thread;

  private Progress(String what, String unit, LongSupplier done, LongSupplier total, PrintStream err, boolean live) {
    this.what = Table.printable(what);
    this.unit = unit;
    this.done = done;
    this.total = total;
    this.err = err;
    this.live = live;
    this.thread = new Thread(this::show, "progress");
    thread.setDaemon(true);
  }

  /**
   * Starts to show.
   *
   * @param unit plural, such as {@code documents}
   * @param done finished so far; called from another thread
   * @param total how many there will be; 0 or less while unknown
   */
  public static Progress start(String what, String unit, LongSupplier done, LongSupplier total) {
    Progress progress = new Progress(what, unit, done, total, System.err, Terminal.isLive());
    progress.thread.start();
    return progress;
  }

  private void show() {
    Duration pause = live ? LIVE : LINES;
    try {
      while (true) {
        Thread.sleep(pause.toMillis());
        String line = line(what, unit, done.getAsLong(), total.getAsLong(), Duration.ofNanos(System.nanoTime() - start), live);
        err.print(live ? "\r\u001b[2K" + line : line + System.lineSeparator());
        err.flush();
      }
    } catch (InterruptedException e) {
      if (live) {
        err.print("\r\u001b[2K");
        err.flush();
      }
    }
  }

  static String line(String what, String unit, long done, long total, Duration elapsed, boolean bar) {
    double seconds = Math.max(elapsed.toMillis() / 1000.0, 1e-3);
    double rate = done / seconds;
    StringBuilder line = new StringBuilder(what).append("  ");
    if (total > 0) {
      double share = Math.min(1, (double) done / total);
      if (bar) {
        int full = (int) Math.round(share * BAR);
        line.append("█".repeat(full)).append("░".repeat(BAR - full)).append(' ');
      }
      line.append(String.format(Locale.ROOT, "%3d %%  %,d of %,d %s", (int) (share * 100), done, total, unit));
    } else {
      line.append(String.format(Locale.ROOT, "%,d %s", done, unit));
    }
    // Fits of a model take seconds each: 0/s would look as if it stood still.
    line.append(String.format(Locale.ROOT, rate > 0 && rate < 1 ? "  %.2f/s" : "  %,.0f/s", rate));
    if (total > 0 && rate > 0 && done < total) {
      line.append("  ").append(clock(Duration.ofMillis((long) ((total - done) / rate * 1000)))).append(" left");
    }
    return line.toString();
  }

  /** {@code 1:02} minutes, {@code 3:00:05} hours. */
  public static String clock(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Stops showing and wipes the live line. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
