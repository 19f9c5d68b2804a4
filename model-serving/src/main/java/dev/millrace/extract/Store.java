package dev.millrace.extract;

import java.util.Locale;

/** In what form a field's value leaves the extractor. */
public enum Store {
  /** Text as found, and normalised value. */
  RAW,
  /** Enough to recognise a value that one knows already: {@code j***@example.com}. */
  MASKED,
  /** HMAC-SHA-256 of the normalised value: equal values stay equal, nothing else can be told. */
  HASH;

  /** As in the pipeline file: {@code masked}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
