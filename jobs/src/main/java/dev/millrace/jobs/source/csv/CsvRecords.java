package dev.millrace.jobs.source.csv;

import static dev.millrace.jobs.source.bytes.ByteWindow.END;

import dev.millrace.jobs.source.bytes.ByteWindow;
import dev.millrace.jobs.source.bytes.Decoded;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Splits UTF-8 into records as RFC 4180 has it; empty lines are none. Works on bytes, and makes text of those cells only that
 * are asked for. What is wrong with a record costs that record:
 *
 * <ul>
 *   <li>A quote that is not closed before the end of the input, within {@link #LONGEST} bytes, or before a quote in a later
 *       line that can close no cell, is taken for a stray one: the record ends with its line, and the next is read as usual.
 *   <li>A quote that is neither doubled nor at the end of its cell is a character like others if the cell ends in its line.
 *   <li>A lone carriage return ends a line only in a file whose first line it ends.
 * </ul>
 *
 * Memory is bounded by twice {@link #LONGEST}. Not thread-safe.
 */
public final class CsvRecords implements Closeable {
  /** Bytes of a record, and so of a cell, as UTF-8. */
  public static final int LONGEST = 16 << 20;
  /** Of more cells than these only the number is known. */
  public static final int MOST_CELLS = 100_000;
  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};
  /** Equals no byte, signed or not, and is not END. */
  private static final int NO_BYTE = -1_000;

  private final InputStream in;
  private final ByteWindow window;
  private final int delimiter;
  private final int quote;
  private final int escape;
  private final int comment;
  private final boolean[] endsOfPlain;
  private final boolean[] endsOfQuoted;
  private final boolean[] endsOfLine = stops('\n', '\r');
  private final CellBounds cells = new CellBounds(MOST_CELLS);

  private long line = 1;
  private long lineBreaks;
  private int length;
  private int next;
  private boolean restOfLine;
  private boolean cut;
  private boolean begun;
  private boolean firstLineSeen;
  private boolean returnEndsLine = true;
  private String fault;

  public CsvRecords(InputStream in, CsvSyntax syntax) {
    this.in = in;
    this.window = new ByteWindow(in, LONGEST);
    this.delimiter = byteOf(syntax.delimiter());
    this.quote = byteOf(syntax.quote());
    this.escape = byteOf(syntax.escape());
    this.comment = byteOf(syntax.comment());
    this.endsOfPlain = stops('\n', '\r', delimiter);
    this.endsOfQuoted = stops('\n', '\r', quote, escape);
  }

  private static boolean[] stops(int... bytes) {
    boolean[] stops = new boolean[256];
    for (int b : bytes) {
      if (b != NO_BYTE) {
        stops[b] = true;
      }
    }
    return stops;
  }

  private static int byteOf(char c) {
    return c == CsvSyntax.NONE ? NO_BYTE : c;
  }

  /** Reads the next record; false at the end. What the stream throws passes through. */
  public boolean next() throws IOException {
    if (!begun) {
      begun = true;
      passByteOrderMark();
    }
    do {
      window.advance(next);
      line += lineBreaks;
      if (restOfLine) {
        skipLine();
      }
      cells.clear();
      fault = null;
      cut = false;
      lineBreaks = 0;
      next = 0;
      length = 0;
      int first = window.at(0);
      if (first == END) {
        return false;
      }
      restOfLine = first == comment;
      if (!restOfLine) {
        scan();
      }
    } while (length == 0);
    return true;
  }

  /** The number of the record's first line, from 1. */
  public long line() {
    return line;
  }

  public int cells() {
    return cells.count();
  }

  /** What is wrong with the record; null if nothing is. It has no cells then. */
  public String fault() {
    return fault;
  }

  /** True if the end of the input ended the record: where the input is a part of a file, the record may be, too. */
  public boolean isCut() {
    return cut;
  }

  /** The record as it was read, without its line end. */
  public byte[] bytes() {
    return window.copy(length);
  }

  /** Null if there is nothing between two delimiters; two quotes are an empty text. */
  public Decoded cell(int cell) {
    return cells.decoded(cell, window, quote, escape);
  }

  private void passByteOrderMark() throws IOException {
    int length = 0;
    while (length < BYTE_ORDER_MARK.length && window.at(length) == BYTE_ORDER_MARK[length]) {
      length++;
    }
    window.advance(length == BYTE_ORDER_MARK.length ? length : 0);
  }

  private void scan() throws IOException {
    int place = 0;
    while (true) {
      int end = window.at(place) == quote ? quotedCell(place + 1) : plainCell(place);
      if (fault != null) {
        return;
      }
      if (window.at(end) != delimiter) {
        length = end;
        endLine(end);
        return;
      }
      place = end + 1;
    }
  }

  /** Where the cell ends: at a delimiter, at a line end, or at the end of the input. */
  private int plainCell(int from) throws IOException {
    int place = from;
    while (true) {
      place = window.find(place, endsOfPlain);
      int c = window.at(place);
      if (c == END && window.isFull()) {
        return giveUp(END, place, 0, "a record of more than %d MiB begins in line %d".formatted(LONGEST >> 20, line));
      }
      if (c == END || c == delimiter || endsLine(place, c)) {
        cells.add(from, place, CellBounds.PLAIN);
        return place;
      }
      place += c == '\r' ? 1 : 0;
    }
  }

  /** The place after the closing quote. */
  private int quotedCell(int from) throws IOException {
    long opened = lineBreaks;
    int nextLine = END;
    byte kind = CellBounds.QUOTED;
    boolean strayInside = false;
    int place = from;
    while (true) {
      place = window.find(place, endsOfQuoted);
      int c = window.at(place);
      if (c == END) {
        cut = !window.isFull();
        return giveUp(nextLine, place, opened, "the quote opened in line %d is not closed %s".formatted(
            line + opened, window.isFull() ? "within %d MiB".formatted(LONGEST >> 20) : "before the end"));
      }
      if (c == escape && escapes(place + 1)) {
        kind = CellBounds.ESCAPED;
        place += 2;
      } else if (c == quote && endsCell(place + 1)) {
        cells.add(from, place, kind);
        return place + 1;
      } else if (c == quote && nextLine == END) {
        strayInside = true;
        place++;
      } else if (c == quote || endsLine(place, c) && strayInside) {
        return giveUp(c == quote ? nextLine : END, place, opened,
            "after the quote opened in line %d comes one that is neither doubled nor at the end of its cell".formatted(line + opened));
      } else if (endsLine(place, c)) {
        place += lineEndLength(place);
        nextLine = nextLine == END ? place : nextLine;
        lineBreaks++;
      } else {
        place++;
      }
    }
  }

  /** Ends the record with the line of its trouble: at the next line if its place is known, else wherever that will be. */
  private int giveUp(int nextLine, int place, long linesBefore, String why) {
    fault = why;
    cells.clear();
    restOfLine = nextLine == END;
    length = restOfLine ? place : nextLine;
    next = length;
    lineBreaks = linesBefore + (restOfLine ? 0 : 1);
    return END;
  }

  private boolean escapes(int place) throws IOException {
    int c = window.at(place);
    return c == quote || c == escape;
  }

  private boolean endsCell(int place) throws IOException {
    int c = window.at(place);
    return c == delimiter || c == END && !window.isFull() || endsLine(place, c);
  }

  private boolean endsLine(int place, int c) throws IOException {
    return c == '\n' || c == '\r' && (returnEndsLine || window.at(place + 1) == '\n');
  }

  private int lineEndLength(int place) throws IOException {
    return window.at(place) == '\r' && window.at(place + 1) == '\n' ? 2 : 1;
  }

  private void endLine(int place) throws IOException {
    int c = window.at(place);
    int width = c == END ? 0 : lineEndLength(place);
    cut = c == END;
    if (!firstLineSeen) {
      firstLineSeen = true;
      returnEndsLine = c == '\r' && width == 1;
    }
    next = place + width;
    lineBreaks++;
  }

  /** However long the rest of the line is: nothing of it is kept. */
  private void skipLine() throws IOException {
    restOfLine = false;
    while (true) {
      window.advance(window.find(0, endsOfLine));
      int c = window.at(0);
      if (c == END || endsLine(0, c)) {
        break;
      }
      window.advance(c == '\r' ? 1 : 0);
    }
    lineBreaks = 0;
    endLine(0);
    window.advance(next);
    line += lineBreaks;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
