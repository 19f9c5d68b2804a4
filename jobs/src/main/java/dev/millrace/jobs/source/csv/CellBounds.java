package dev.millrace.jobs.source.csv;

import dev.millrace.jobs.source.bytes.ByteWindow;
import dev.millrace.jobs.source.bytes.Decoded;
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

  /** The text of a cell; null if there is nothing between two delimiters. Two quotes are an empty text. */
  Decoded decoded(int cell, ByteWindow window, int quote, int escape) {
    int start = window.start() + from[cell];
    int length = to[cell] - from[cell];
    return switch (kind[cell]) {
      case PLAIN -> length == 0 ? null : Decoded.utf8(window.buffer(), start, length);
      case QUOTED -> Decoded.utf8(window.buffer(), start, length);
      default -> unescaped(window.buffer(), start, start + length, quote, escape);
    };
  }

  private static Decoded unescaped(byte[] bytes, int start, int end, int quote, int escape) {
    byte[] text = new byte[end - start];
    int size = 0;
    for (int i = start; i < end; i++) {
      boolean escapes = bytes[i] == escape && i + 1 < end && (bytes[i + 1] == quote || bytes[i + 1] == escape);
      i += escapes ? 1 : 0;
      text[size++] = bytes[i];
    }
    return Decoded.utf8(text, 0, size);
  }
}
