package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} by the environment's value; as in a shell, the default also
 * stands in for an empty value. {@code $${} is a {@code ${} to be left alone. What is put in is not expanded again.
 */
final class Expansion {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");
  private static final Pattern WHOLE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");

  private Expansion() {}

  static String expand(String text, Map<String, String> environment) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(replacement(matcher, environment)));
    }
    return matcher.appendTail(expanded).toString();
  }

  /** True if the text is one reference and nothing else: what it stands for is not in the file. */
  static boolean isReference(String text) {
    return WHOLE.matcher(text).matches();
  }

  private static String replacement(Matcher matcher, Map<String, String> environment) {
    if (matcher.group().equals("$${")) {
      return "${";
    }
    String name = matcher.group(1);
    require(name != null, "expected ${NAME} or ${NAME:-default}; write $${ for a plain ${");
    String value = environment.get(name);
    String fallback = matcher.group(2);
    require(value != null || fallback != null,
        "environment variable %s is not set; set it, or give a default as in ${%s:-default}", name, name);
    return fallback != null && (value == null || value.isEmpty()) ? fallback : value;
  }
}
