package dev.millrace.database;

import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** A result as CSV by RFC 4180; null is an empty field, an empty text a quoted one. */
final class Csv {
  private static final String LINE_END = "\r\n";

  private Csv() {}

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

  static long write(ResultSet rows, PrintWriter out) throws SQLException {
    line(out, names(rows));
    long count = 0;
    for (; rows.next(); count++) {
      line(out, values(rows));
    }
    return count;
  }

  private static void line(PrintWriter out, String[] values) {
    for (int i = 0; i < values.length; i++) {
      out.print(i == 0 ? "" : ",");
      out.print(field(values[i]));
    }
    out.print(LINE_END);
  }

  static String field(String value) {
    if (value == null) {
      return "";
    }
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
