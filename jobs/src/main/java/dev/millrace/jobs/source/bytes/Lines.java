package dev.millrace.jobs.source.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The lines of a part of a file: those that begin in it, the last one to its end. Memory is bounded. Not thread-safe. */
public final class Lines implements Closeable {
  /** Bytes of a line; of a longer one the beginning is known. */
  public static final int LONGEST = 32 << 20;
  private static final boolean[] LINE_END = new boolean[256];

  static {
    LINE_END['\n'] = true;
  }

  private final InputStream in;
  private final ByteWindow window;
  private final long end;
  private long position;
  private int length;
  private boolean tooLong;

  private Lines(InputStream in, long position, long end) {
    this.in = in;
    this.window = new ByteWindow(in, LONGEST);
    this.position = position;
    this.end = end;
  }

  public static Lines open(InputBytes bytes, FilePart part) throws IOException {
    if (bytes.isCompressed(part.file())) {
      return new Lines(bytes.open(part.file()), 0, Long.MAX_VALUE);
    }
    if (part.start() == 0) {
      return new Lines(bytes.open(part.file()), 0, part.end());
    }
    // The line before the part ends within it, or with the byte before it.
    Lines lines = new Lines(bytes.open(part.file(), part.start() - 1), part.start() - 1, part.end());
    try {
      lines.skipLine();
      return lines;
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  /** The next line without its line feed; null at the end. What the stream throws passes through. */
  public byte[] next() throws IOException {
    if (position >= end || window.at(0) == ByteWindow.END) {
      return null;
    }
    length = 0;
    int c;
    do {
      length = window.find(length, LINE_END);
      c = window.at(length);
    } while (c != ByteWindow.END && c != '\n');
    tooLong = c == ByteWindow.END && window.isFull();
    byte[] line = window.copy(length);
    advance(length);
    if (tooLong) {
      skipLine();
    } else if (c == '\n') {
      advance(1);
    }
    return line;
  }

  /** True if the last line was longer than {@link #LONGEST}. */
  public boolean isTooLong() {
    return tooLong;
  }

  private void skipLine() throws IOException {
    int c;
    do {
      advance(window.find(0, LINE_END));
      c = window.at(0);
    } while (c != ByteWindow.END && c != '\n');
    advance(c == '\n' ? 1 : 0);
  }

  private void advance(int count) {
    window.advance(count);
    position += count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
