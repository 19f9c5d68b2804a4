package dev.millrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for the terminal: numbers to the right, control characters made visible, wide cells cut. Not thread-safe. */
public final class Table {
  private static final int WIDEST = 60;

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... header) {
    this.header = Arrays.stream(header).map(Table::printable).toList();
  }

  /** Adds a row; null shows as an empty cell. */
  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(printable(cell == null ? "" : cell.toString()));
    }
    while (row.size() < header.size()) {
      row.add("");
    }
    rows.add(row);
    return this;
  }

  /** A text that cannot steer the terminal: control and bidirectional characters become {@code ·}; at most 60 code points. */
  public static String printable(String text) {
    boolean wide = text.codePointCount(0, text.length()) > WIDEST;
    return Prose.onOneLine(wide ? text.substring(0, text.offsetByCodePoints(0, WIDEST)) : text) + (wide ? "…" : "");
  }

  @Override
  public String toString() {
    int columns = header.size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      widths[c] = length(header.get(c));
      numeric[c] = !rows.isEmpty();
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], length(row.get(c)));
        numeric[c] &= row.get(c).isEmpty() || row.get(c).matches("[-+]?[0-9][0-9.,]*( ?%)?");
      }
    }
    StringBuilder out = new StringBuilder();
    append(out, header, widths, numeric);
    for (int width : widths) {
      out.append("─".repeat(width)).append("  ");
    }
    trim(out).append('\n');
    rows.forEach(row -> append(out, row, widths, numeric));
    return out.toString();
  }

  private static void append(StringBuilder out, List<String> cells, int[] widths, boolean[] numeric) {
    for (int c = 0; c < widths.length; c++) {
      String padding = " ".repeat(widths[c] - length(cells.get(c)));
      out.append(numeric[c] ? padding + cells.get(c) : cells.get(c) + padding).append("  ");
    }
    trim(out).append('\n');
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static StringBuilder trim(StringBuilder out) {
    while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    return out;
  }
}
