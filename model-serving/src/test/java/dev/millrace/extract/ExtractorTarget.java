package dev.millrace.extract;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.decision.ExtractedField;
import dev.millrace.document.Part;
import dev.millrace.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** In any text, every field found stands where it says, does not overlap the one before it, and has a value. */
public final class ExtractorTarget implements FuzzTarget {
  private final FieldExtractor extractor = FieldExtractor.of(Arrays.stream(FieldType.values()).map(ExtractorTarget::rule).toList(), null);

  private static FieldRule rule(FieldType type) {
    FieldOptions options = switch (type) {
      case REGEX -> FieldOptions.pattern("[A-Z]{2,4}-(\\d+)");
      case PHONE -> FieldOptions.region("GB");
      default -> FieldOptions.NONE;
    };
    FieldRule rule = FieldRule.of(type.label(), type, options).all();
    return type == FieldType.CREDIT_CARD ? rule : rule.stored(Store.RAW);
  }

  @Override
  public void check(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    String previous = "";
    int end = 0;
    for (ExtractedField field : extractor.extract(List.of(Part.plain("body", text))).fields()) {
      end = field.name().equals(previous) ? end : 0;
      previous = field.name();
      holds(field.span().start() >= end && field.span().start() < field.span().end(), "spans rise without overlap");
      end = field.span().end();
      holds(end <= text.codePointCount(0, text.length()), "spans lie in the text");
      holds(!field.value().isEmpty(), "a field has a value");
      String there = text.substring(text.offsetByCodePoints(0, field.span().start()), text.offsetByCodePoints(0, end));
      holds(field.name().equals("credit_card") || field.raw().equals(there), "a field stands where it says");
    }
  }
}
