package dev.millrace.write;

/** Another attempt has committed the slice: nothing is left to do, and nothing of this attempt was written. */
public final class SliceAlreadyCommitted extends RuntimeException {
  SliceAlreadyCommitted(String runId, int slice) {
    super("Slice %d of run %s is committed already".formatted(slice, runId));
  }
}
