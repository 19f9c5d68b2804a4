package dev.millrace.jobs.faults.campaign;

import java.io.IOException;

/** Signals to processes, by number. */
enum Signal {
  KILL, STOP, CONT;

  /** A process that is gone already is passed over. */
  void send(Iterable<Long> processes) {
    StringBuilder command = new StringBuilder();
    processes.forEach(process -> command.append("kill -%s %d 2> /dev/null; ".formatted(name(), process)));
    try {
      new ProcessBuilder("sh", "-c", command.append("true").toString()).start().waitFor();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
