package dev.millrace.write;

/** Another driver has taken the run over: what this one's executors do cannot be committed any more. */
public final class LeaseLost extends RuntimeException {
  LeaseLost(String runId, long token) {
    super("Run %s was taken over by another driver; lease %d may not commit".formatted(runId, token));
  }
}
