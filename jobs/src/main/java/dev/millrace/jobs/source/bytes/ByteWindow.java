package dev.millrace.jobs.source.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A stretch of a stream, from a start that moves on to whatever place is asked for. Not thread-safe. */
public final class ByteWindow {
  public static final int END = -1;

  private final InputStream in;
  private final int longest;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int limit;
  private boolean ended;
  private boolean full;

  /** @param longest bytes that are kept at most */
  public ByteWindow(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** The byte that many places after the start; END after the last one, and where the window would become too long. */
  public int at(int place) throws IOException {
    return start + place < limit || fill(place) ? buffer[start + place] & 0xff : END;
  }

  /** True if the last END meant that the window is full, and not that the stream is at its end. */
  public boolean isFull() {
    return full;
  }

  /** The first place at or after this one whose byte is among the stops, or else the end of what is read so far. */
  public int find(int from, boolean[] stops) {
    byte[] bytes = buffer;
    int end = limit;
    int i = start + from;
    while (i < end && !stops[bytes[i] & 0xff]) {
      i++;
    }
    return i - start;
  }

  /** Moves the start; what lies before it is forgotten. */
  public void advance(int places) {
    start += places;
    full = false;
  }

  public byte[] copy(int length) {
    return Arrays.copyOfRange(buffer, start, start + length);
  }

  /** Valid until the next call of {@link #at}. */
  public byte[] buffer() {
    return buffer;
  }

  public int start() {
    return start;
  }

  private boolean fill(int place) throws IOException {
    if (place >= longest) {
      full = true;
      return false;
    }
    System.arraycopy(buffer, start, buffer, 0, limit - start);
    limit -= start;
    start = 0;
    while (limit <= place && !ended) {
      if (limit == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      int count = in.read(buffer, limit, buffer.length - limit);
      ended = count < 0;
      limit += Math.max(0, count);
    }
    return limit > place;
  }
}
