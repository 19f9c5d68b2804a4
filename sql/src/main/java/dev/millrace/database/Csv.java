package dev.millrace.database;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * A result as CSV by RFC 4180; null is an empty field, an empty text a quoted one. What a spreadsheet would take for a
 * formula gets an apostrophe in front, since ids, labels and fields come from whoever wrote the documents.
 */
final class Csv {
  private static final String LINE_END = "\r\n";
  /** The second four are as wide as a Chinese character, and spreadsheets take them for the first. */
  private static final String BEGINS_FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";
  private static final Pattern NUMBER = Pattern.compile("[-+]?(?:[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?|[Ii]nfinity)");

  private final PrintWriter out;
  private final boolean defused;

  private Csv(PrintWriter out, boolean defused) {
    this.out = out;
    this.defused = defused;
  }

  /** For people and their spreadsheets. */
  static Csv defused(PrintWriter out) {
    return new Csv(out, true);
  }

  /** As the database has it. */
  static Csv raw(PrintWriter out) {
    return new Csv(out, false);
  }

  static String[] names(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    String[] names = new String[columns.getColumnCount()];
    for (int i = 0; i < names.length; i++) {
      names[i] = columns.getColumnLabel(i + 1);
    }
    return names;
  }

  /** The row's values as PostgreSQL writes them. */
  static String[] values(ResultSet rows) throws SQLException {
    String[] values = new String[rows.getMetaData().getColumnCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.getString(i + 1);
    }
    return values;
  }

  long write(ResultSet rows) throws SQLException {
    line(names(rows));
    long count = 0;
    for (; rows.next(); count++) {
      line(values(rows));
    }
    out.flush();
    return count;
  }

  private void line(String[] values) {
    for (int i = 0; i < values.length; i++) {
      out.print(i == 0 ? "" : ",");
      out.print(field(defused ? harmless(values[i]) : values[i]));
    }
    out.print(LINE_END);
  }

  /** Numbers stay what they are, as text too. Blanks before a formula do not hide it. */
  static String harmless(String value) {
    if (value == null) {
      return null;
    }
    int first = 0;
    while (first < value.length() && BEGINS_FORMULA.indexOf(value.charAt(first)) < 0 && isBlank(value.charAt(first))) {
      first++;
    }
    boolean formula = first < value.length() && BEGINS_FORMULA.indexOf(value.charAt(first)) >= 0;
    return formula && !NUMBER.matcher(value).matches() ? "'" + value : value;
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT || Character.isISOControl(c);
  }

  static String field(String value) {
    if (value == null) {
      return "";
    }
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
