package dev.millrace.jobs.source.csv;

import dev.millrace.failure.MillraceException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pipeline says about its CSV files, in the words of Spark's CSV options.
 *
 * @param encoding null: found out
 * @param delimiter null: found out
 * @param like quote, escape and comment
 * @param header false if the first record is a row, and columns are called {@code _c0}, {@code _c1} and so on
 */
public record CsvOptions(Charset encoding, Character delimiter, CsvSyntax like, boolean header) {
  private static final List<String> KNOWN = List.of("encoding", "delimiter", "sep", "quote", "escape", "comment", "header");

  /** Names in any case, as with Spark. Throws USAGE for what is unknown or cannot be. */
  public static CsvOptions of(Map<String, String> options) {
    Map<String, String> given = new TreeMap<>();
    options.forEach((name, value) -> given.put(name.toLowerCase(Locale.ROOT), value));
    List<String> unknown = given.keySet().stream().filter(name -> !KNOWN.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw MillraceException.usage("CSV has no option %s; expected some of %s", String.join(", ", unknown), String.join(", ", KNOWN));
    }
    String delimiter = given.getOrDefault("delimiter", given.get("sep"));
    String encoding = given.get("encoding");
    Character divides = delimiter == null ? null : CsvDialect.delimiter(delimiter);
    char quote = character(given, "quote", '"');
    try {
      CsvSyntax like = new CsvSyntax(divides == null ? ',' : divides, quote, character(given, "escape", quote), character(given, "comment", CsvSyntax.NONE));
      return new CsvOptions(encoding == null ? null : CsvDialect.encoding(encoding), divides, like, header(given));
    } catch (IllegalArgumentException e) {
      throw MillraceException.usage("The options of the CSV input do not go together: %s", e.getMessage());
    }
  }

  /** Empty means none. */
  private static char character(Map<String, String> given, String name, char otherwise) {
    String value = given.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value.length() > 1) {
      throw MillraceException.usage("The CSV option %s is one character, or empty for none; found '%s'", name, value);
    }
    return value.isEmpty() ? CsvSyntax.NONE : value.charAt(0);
  }

  private static boolean header(Map<String, String> given) {
    String value = given.getOrDefault("header", "true").toLowerCase(Locale.ROOT);
    if (!value.equals("true") && !value.equals("false")) {
      throw MillraceException.usage("The CSV option header is true or false; found '%s'", value);
    }
    return value.equals("true");
  }
}
