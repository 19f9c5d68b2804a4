package dev.millrace.pipeline;

import dev.millrace.batch.TokenBatch;
import dev.millrace.decision.Usage;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what a stretch of work takes; several threads may add at once. Thread nanoseconds, since stages overlap. */
public final class Meter {
  private final LongAdder documents = new LongAdder();
  private final LongAdder decided = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder unchanged = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder repaired = new LongAdder();
  private final LongAdder truncated = new LongAdder();
  private final LongAdder fields = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder paddedTokens = new LongAdder();
  private final LongAdder windows = new LongAdder();
  private final LongAdder tokenBatches = new LongAdder();
  private final LongAdder readNanos = new LongAdder();
  private final LongAdder tokenizeNanos = new LongAdder();
  private final LongAdder modelNanos = new LongAdder();
  private final LongAdder extractNanos = new LongAdder();
  private final LongAdder writeNanos = new LongAdder();
  private final long start = System.nanoTime();

  void decided(boolean duplicate, boolean wasRepaired, boolean wasTruncated, int fieldCount) {
    documents.increment();
    decided.increment();
    duplicates.add(duplicate ? 1 : 0);
    repaired.add(wasRepaired ? 1 : 0);
    truncated.add(wasTruncated ? 1 : 0);
    fields.add(fieldCount);
  }

  /** A document was rejected. */
  public void rejected() {
    documents.increment();
    rejected.increment();
  }

  /** A document was skipped, since nothing about it has changed. */
  public void unchanged() {
    documents.increment();
    unchanged.increment();
  }

  void ran(TokenBatch batch, long nanos) {
    tokenBatches.increment();
    windows.add(batch.size());
    paddedTokens.add(batch.paddedTokens());
    for (int[] window : batch.windows()) {
      tokens.add(window.length);
    }
    modelNanos.add(nanos);
  }

  public void read(long nanos) {
    readNanos.add(nanos);
  }

  void tokenized(long nanos) {
    tokenizeNanos.add(nanos);
  }

  void extracted(long nanos) {
    extractNanos.add(nanos);
  }

  public void wrote(long nanos) {
    writeNanos.add(nanos);
  }

  /** All so far; the wall is the time since this meter was made. */
  public Usage usage() {
    return new Usage(documents.sum(), decided.sum(), rejected.sum(), unchanged.sum(), duplicates.sum(), repaired.sum(),
        truncated.sum(), fields.sum(), tokens.sum(), paddedTokens.sum(), windows.sum(), tokenBatches.sum(),
        readNanos.sum(), tokenizeNanos.sum(), modelNanos.sum(), extractNanos.sum(), writeNanos.sum(),
        System.nanoTime() - start);
  }
}
