package dev.millrace.jobs.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks every half second at the memory of this process: JVM heap in use, and all that is resident, natives included. */
final class MemoryCurve implements AutoCloseable {
  private static final long PAUSE_MILLIS = 500;
  private static final Path STATUS = Path.of("/proc/self/status");

  private final List<long[]> samples = new ArrayList<>();
  private final Thread thread = new Thread(this::look, "memory-curve");

  static MemoryCurve start() {
    MemoryCurve curve = new MemoryCurve();
    curve.thread.setDaemon(true);
    curve.thread.start();
    return curve;
  }

  private void look() {
    try {
      while (true) {
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        synchronized (samples) {
          samples.add(new long[] {heap, resident()});
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes; 0 where the system does not tell. */
  private static long resident() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  long peakHeapBytes() {
    return peak(0);
  }

  long peakResidentBytes() {
    return peak(1);
  }

  private long peak(int column) {
    synchronized (samples) {
      return samples.stream().mapToLong(sample -> sample[column]).max().orElse(0);
    }
  }

  /** Resident megabytes at the ends of ten equal stretches of time. */
  List<Long> residentMegabytes() {
    synchronized (samples) {
      List<Long> curve = new ArrayList<>();
      for (int i = 1; i <= 10 && !samples.isEmpty(); i++) {
        curve.add(samples.get((samples.size() - 1) * i / 10)[1] >> 20);
      }
      return curve;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
