package dev.millrace.write;

/**
 * A direct copy met a document that someone else has written since the lease was taken, or documents of its source were
 * forgotten while it went on. Nothing was written: do the slice again, from its documents on, in {@link WriteMode#MERGE}.
 */
public final class DirectCopyConflict extends RuntimeException {
  DirectCopyConflict(String runId, int slice, Throwable cause) {
    super("Slice %d of run %s met documents written or forgotten meanwhile; it must be merged".formatted(slice, runId), cause);
  }
}
