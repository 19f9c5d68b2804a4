package dev.millrace.extract;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.document.Part;
import dev.millrace.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A pattern, the first line, searches the rest, or is refused with a reason. */
public final class PatternTarget implements FuzzTarget {
  @Override
  public void check(byte[] input) {
    String all = new String(input, StandardCharsets.UTF_8);
    int end = all.indexOf('\n');
    FieldRule rule;
    try {
      rule = FieldRule.of("x", FieldType.REGEX, FieldOptions.pattern(end < 0 ? all : all.substring(0, end))).all();
    } catch (IllegalArgumentException e) {
      holds(e.getMessage().startsWith("pattern"), "refused as a pattern");
      return;
    }
    FieldExtractor.of(List.of(rule), null).extract(List.of(Part.plain("body", all.substring(end + 1)))).fields()
        .forEach(field -> holds(!field.raw().isEmpty(), "nothing is no field"));
  }
}
