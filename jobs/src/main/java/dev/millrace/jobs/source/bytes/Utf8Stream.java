package dev.millrace.jobs.source.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Gives a text of any encoding as UTF-8. What cannot be decoded becomes a byte that no UTF-8 holds, so that whoever decodes
 * the cell sees that it was repaired. Not thread-safe.
 */
public final class Utf8Stream extends InputStream {
  private static final byte UNDECODABLE = (byte) 0xff;
  private static final int SIZE = 1 << 15;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private final ByteBuffer read = ByteBuffer.allocate(SIZE).flip();
  private final CharBuffer characters = CharBuffer.allocate(SIZE);
  private final ByteBuffer written = ByteBuffer.allocate(3 * SIZE + 8).flip();
  private final int unit;
  private boolean ended;

  private Utf8Stream(InputStream in, Charset encoding) {
    this.in = in;
    this.decoder = encoding.newDecoder();
    // Java's decoder blames the unit after a lone surrogate as well, and that may be a line end.
    this.unit = encoding.name().startsWith("UTF-16") ? 2 : Integer.MAX_VALUE;
  }

  /** The stream itself if it is UTF-8 already. */
  public static InputStream of(InputStream in, Charset encoding) {
    return encoding.equals(StandardCharsets.UTF_8) ? in : new Utf8Stream(in, encoding);
  }

  @Override
  public int read() throws IOException {
    return more() ? written.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, written.remaining());
    written.get(bytes, from, count);
    return count;
  }

  private boolean more() throws IOException {
    while (!written.hasRemaining() && !(ended && !read.hasRemaining())) {
      fill();
    }
    return written.hasRemaining();
  }

  private void fill() throws IOException {
    read.compact();
    try {
      if (!ended) {
        int count = in.read(read.array(), read.position(), read.remaining());
        ended = count < 0;
        read.position(read.position() + Math.max(0, count));
      }
    } finally {
      read.flip();
    }
    characters.clear();
    CoderResult result = decoder.decode(read, characters, ended);
    characters.flip();
    written.clear();
    encoder.encode(characters, written, false);
    if (result.isError()) {
      read.position(read.position() + Math.min(result.length(), unit));
      written.put(UNDECODABLE);
    }
    written.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
