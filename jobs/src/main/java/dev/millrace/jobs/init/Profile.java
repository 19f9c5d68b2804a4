package dev.millrace.jobs.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The columns of a file's first rows. Not thread-safe while rows are added. */
final class Profile {
  /** Enough to tell an id from a number that comes twice; a file of this length is read in a second or two. */
  static final int MOST_ROWS = 20_000;

  private final Map<String, ColumnProfile> columns = new LinkedHashMap<>();
  private int rows;
  private int malformed;

  /** A column without any value shall be listed, too. */
  void column(String name) {
    columns.computeIfAbsent(name, ColumnProfile::new);
  }

  void add(Map<String, String> row) {
    row.forEach((name, value) -> columns.computeIfAbsent(name, ColumnProfile::new).add(rows, value));
    rows++;
  }

  void addMalformed() {
    malformed++;
  }

  boolean isFull() {
    return rows + malformed >= MOST_ROWS;
  }

  int rows() {
    return rows;
  }

  int malformed() {
    return malformed;
  }

  List<ColumnProfile> columns() {
    return new ArrayList<>(columns.values());
  }
}
