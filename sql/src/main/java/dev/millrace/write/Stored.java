package dev.millrace.write;

import dev.millrace.document.ContentHash;
import java.time.Instant;

/**
 * What the database knows of a document.
 *
 * @param time null if unknown
 * @param decided true if every task asked for has a decision of the model version asked for on this content
 * @param extracted true if the field rules asked for have been applied to this content, or none were asked for
 */
public record Stored(ContentHash contentHash, Instant time, boolean decided, boolean extracted) {}
