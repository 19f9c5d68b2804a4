package dev.millrace.ledger;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The process that drives a run, told apart from a later one with the same number.
 *
 * @param place where process numbers mean the same: the boot and the process namespace; containers may share a host name
 * @param startedMillis start of the process since 1970; 0 if the system does not say
 */
record DriverIdentity(String host, String place, long pid, long startedMillis) {
  // The system counts a start in ticks since boot, and the boot's time moves when the clock is corrected.
  private static final long CLOCK_TOLERANCE_MILLIS = 5_000;

  static DriverIdentity current() {
    ProcessHandle process = ProcessHandle.current();
    return new DriverIdentity(hostName(), here(), process.pid(), startedMillis(process));
  }

  static DriverIdentity parse(String text) {
    String[] words = text.split(" ");
    return new DriverIdentity(words[0], words[3], Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  /** True only if the process can be looked for from here and is not there any more. */
  boolean isProvablyDead() {
    if (!host.equals(hostName()) || !place.equals(here())) {
      return false;
    }
    return ProcessHandle.of(pid)
        .map(process -> {
          long started = startedMillis(process);
          return started != 0 && startedMillis != 0 && Math.abs(started - startedMillis) > CLOCK_TOLERANCE_MILLIS;
        })
        .orElse(true);
  }

  private static long startedMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace(' ', '_');
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String here() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + "/"
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).getFileName();
    } catch (IOException | UnsupportedOperationException e) {
      return "-";
    }
  }

  /** As stored: {@code host pid started place}. */
  @Override
  public String toString() {
    return "%s %d %d %s".formatted(host, pid, startedMillis, place);
  }
}
