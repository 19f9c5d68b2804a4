package dev.millrace.extract;

import dev.millrace.decision.ExtractedField;
import java.util.List;

/**
 * What was found in one document.
 *
 * @param fields ready to be stored: masking and hashing have been applied
 * @param missing names of required fields that were not found; a document with any is to be rejected
 * @param limited names of fields of which more may be there than was looked for, because a limit was reached
 */
public record Extraction(List<ExtractedField> fields, List<String> missing, List<String> limited) {
  public Extraction {
    fields = List.copyOf(fields);
    missing = List.copyOf(missing);
    limited = List.copyOf(limited);
  }
}
