package dev.millrace.pipeline;

import dev.millrace.document.Document;

/**
 * A document and what is due for it.
 *
 * @param decide false if only fields are due, because the stored decisions still hold
 */
public record Work(Document document, boolean decide) {
  public static Work all(Document document) {
    return new Work(document, true);
  }
}
