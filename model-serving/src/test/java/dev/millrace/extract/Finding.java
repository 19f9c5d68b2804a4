package dev.millrace.extract;

import dev.millrace.decision.ExtractedField;
import dev.millrace.document.Part;
import java.util.List;

/** What a test asks of the extractor, in one line. */
final class Finding {
  private static final String NAME = "field";

  private Finding() {}

  /** All values of the type, in the clear. */
  static List<String> values(FieldType type, String text) {
    return values(type, FieldOptions.NONE, text);
  }

  static List<String> values(FieldType type, FieldOptions options, String text) {
    return fields(type, options, text).stream().map(ExtractedField::value).toList();
  }

  /** All stretches of the text, as it says them. */
  static List<String> raws(FieldType type, String text) {
    return raws(type, FieldOptions.NONE, text);
  }

  static List<String> raws(FieldType type, FieldOptions options, String text) {
    return fields(type, options, text).stream().map(ExtractedField::raw).toList();
  }

  static List<ExtractedField> fields(FieldType type, FieldOptions options, String text) {
    FieldRule rule = FieldRule.of(NAME, type, options).all();
    FieldRule clear = type == FieldType.CREDIT_CARD ? rule : rule.stored(Store.RAW);
    return FieldExtractor.of(List.of(clear), null).extract(List.of(Part.plain("body", text))).fields();
  }
}
