package dev.millrace.jobs.source.csv;

import static dev.millrace.failure.Require.require;

import java.io.Serializable;

/**
 * The characters that make structure, all of ASCII.
 *
 * @param escape makes a quote inside a quoted cell literal; usually the quote itself
 * @param comment begins a line that is passed over; {@link #NONE} if there is none
 */
public record CsvSyntax(char delimiter, char quote, char escape, char comment) implements Serializable {
  public static final char NONE = 0;

  public CsvSyntax {
    require(isUsable(delimiter), "a delimiter is one character of ASCII and no line end");
    require(isUsable(quote) || quote == NONE, "a quote is one character of ASCII and no line end");
    require(isUsable(escape) || escape == NONE, "an escape is one character of ASCII and no line end");
    require(comment < 0x80, "a comment begins with one character of ASCII");
    require(delimiter != quote && delimiter != escape && delimiter != comment, "the delimiter cannot be quote, escape or comment as well");
  }

  public static CsvSyntax separatedBy(char delimiter) {
    return new CsvSyntax(delimiter, '"', '"', NONE);
  }

  /** Other characters are not looked for: parsing works on the bytes of UTF-8. */
  static boolean isUsable(char c) {
    return c > 0 && c < 0x80 && c != '\n' && c != '\r';
  }
}
