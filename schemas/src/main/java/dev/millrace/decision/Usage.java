package dev.millrace.decision;

/**
 * What a stretch of work measured. Stages overlap, so their nanoseconds are thread time and do not add up to the wall.
 *
 * @param documents all that were read: decided + rejected + skippedUnchanged
 * @param duplicates decided from an identical text; part of decided
 * @param tokens real tokens that went through the model
 * @param paddedTokens rows x longest row over all token batches, so at least {@code tokens}
 */
public record Usage(
    long documents, long decided, long rejected, long skippedUnchanged, long duplicates, long repaired, long truncated,
    long fields, long tokens, long paddedTokens, long windows, long tokenBatches,
    long readNanos, long tokenizeNanos, long modelNanos, long extractNanos, long writeNanos, long wallNanos) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        documents + other.documents, decided + other.decided, rejected + other.rejected,
        skippedUnchanged + other.skippedUnchanged, duplicates + other.duplicates, repaired + other.repaired,
        truncated + other.truncated, fields + other.fields, tokens + other.tokens, paddedTokens + other.paddedTokens,
        windows + other.windows, tokenBatches + other.tokenBatches, readNanos + other.readNanos,
        tokenizeNanos + other.tokenizeNanos, modelNanos + other.modelNanos, extractNanos + other.extractNanos,
        writeNanos + other.writeNanos, wallNanos + other.wallNanos);
  }
}
