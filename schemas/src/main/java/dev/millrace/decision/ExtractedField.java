package dev.millrace.decision;

import static dev.millrace.failure.Require.require;

/**
 * A typed value found in the text, as it may be stored: masking and hashing have been applied.
 *
 * @param occurrence 0 for the first in the document, in order of parts and spans
 * @param raw the text as found, masked or null as the field's {@code store} says
 * @param value normalised: an ISO date, {@code 49.00 GBP}, E.164; masked or a hash as {@code store} says
 * @param validated true if found by pattern and checked by type; found by a model it has a score instead
 * @param score null if validated
 */
public record ExtractedField(
    String name, int occurrence, String type, Span span, String raw, String value, boolean validated, Float score) {
  public ExtractedField {
    require(occurrence >= 0, "occurrence must be at least 0, was %d", occurrence);
    require(validated == (score == null), "Field %s is either validated or scored", name);
  }
}
