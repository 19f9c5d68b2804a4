package dev.millrace.document;

import static java.util.Objects.requireNonNull;

/**
 * A named stretch of a document's text: a subject, a body, a page. Layout (boxes, pages) is reserved in the Avro schema
 * for inputs that have one.
 *
 * @param name as the pipeline file calls it, such as {@code subject}
 * @param mediaType such as {@code text/plain}
 * @param text repaired: holds no NUL and no lone surrogate
 */
public record Part(String name, String mediaType, String text) {
  public static final String PLAIN_TEXT = "text/plain";

  public Part {
    requireNonNull(name);
    requireNonNull(mediaType);
    requireNonNull(text);
  }

  public static Part plain(String name, String text) {
    return new Part(name, PLAIN_TEXT, text);
  }

  /** Never the text: records are printed into logs by accident. */
  @Override
  public String toString() {
    return "Part[%s, %s, %d chars]".formatted(name, mediaType, text.length());
  }
}
