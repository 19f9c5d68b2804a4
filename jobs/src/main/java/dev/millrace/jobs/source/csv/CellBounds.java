package dev.millrace.jobs.source.csv;

import java.util.Arrays;

/** Where the cells of a record lie, as places after its start; beyond a most, cells are only counted. Not thread-safe. */
final class CellBounds {
  static final byte PLAIN = 0;
  static final byte QUOTED = 1;
  /** Quoted, and with an escape inside. */
  static final byte ESCAPED = 2;

  private final int most;
  private int[] from = new int[32];
  private int[] to = new int[32];
  private byte[] kind = new byte[32];
  private int count;

  CellBounds(int most) {
    this.most = most;
  }

  void clear() {
    count = 0;
  }

  void add(int cellFrom, int cellTo, byte cellKind) {
    if (count < most) {
      if (count == from.length) {
        from = Arrays.copyOf(from, 2 * count);
        to = Arrays.copyOf(to, 2 * count);
        kind = Arrays.copyOf(kind, 2 * count);
      }
      from[count] = cellFrom;
      to[count] = cellTo;
      kind[count] = cellKind;
    }
    count++;
  }

  int count() {
    return count;
  }

  int from(int cell) {
    return from[cell];
  }

  int to(int cell) {
    return to[cell];
  }

  byte kind(int cell) {
    return kind[cell];
  }
}
