package dev.millrace.jobs.source.bytes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The encoding of a file, by a rule that can be stated: a byte-order mark decides; else zeros in every second byte are UTF-16;
 * else it is UTF-8, unless more bytes break UTF-8 than characters beyond ASCII speak for it: then it is windows-1252.
 *
 * @param open true if all that was seen is ASCII, which windows-1252 would be as well
 * @param reason for people
 */
public record EncodingGuess(Charset encoding, boolean byteOrderMark, boolean open, String reason) {
  public static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  /** Of the two-byte units of a UTF-16 text, even a Chinese one, at least so many are delimiters, digits and line ends. */
  private static final double ZEROS_OF_UTF_16 = 0.05;

  public static EncodingGuess of(FileSample sample) {
    byte[] head = sample.head();
    if (begins(head, 0xEF, 0xBB, 0xBF)) {
      return marked(StandardCharsets.UTF_8);
    }
    if (begins(head, 0xFF, 0xFE)) {
      return marked(StandardCharsets.UTF_16LE);
    }
    if (begins(head, 0xFE, 0xFF)) {
      return marked(StandardCharsets.UTF_16BE);
    }
    int units = head.length / 2;
    int zerosFirst = zeros(head, 0);
    int zerosSecond = zeros(head, 1);
    // Not none in the other place: some Chinese characters end in a zero.
    if (Math.max(zerosFirst, zerosSecond) > units * ZEROS_OF_UTF_16 && Math.max(zerosFirst, zerosSecond) > 2 * Math.min(zerosFirst, zerosSecond)) {
      Charset encoding = zerosFirst > zerosSecond ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
      return new EncodingGuess(encoding, false, false, "every second byte is often zero");
    }
    return ofBytesBeyondAscii(sample);
  }

  private static EncodingGuess marked(Charset encoding) {
    return new EncodingGuess(encoding, true, false, "a byte-order mark");
  }

  private static EncodingGuess ofBytesBeyondAscii(FileSample sample) {
    Counts counts = new Counts();
    counts.add(sample.head(), sample.whole());
    sample.pieces().forEach(piece -> counts.add(withoutBrokenStart(piece), false));
    if (counts.broken > counts.sound) {
      return new EncodingGuess(WINDOWS_1252, false, false,
          "%d bytes of the sample are no UTF-8, %d characters are".formatted(counts.broken, counts.sound));
    }
    return counts.sound == 0
        ? new EncodingGuess(StandardCharsets.UTF_8, false, true, "nothing but ASCII in the sample")
        : new EncodingGuess(StandardCharsets.UTF_8, false, false,
            "%d characters beyond ASCII in the sample are UTF-8, %d bytes are not".formatted(counts.sound, counts.broken));
  }

  private static boolean begins(byte[] bytes, int... with) {
    for (int i = 0; i < with.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != with[i]) {
        return false;
      }
    }
    return true;
  }

  private static int zeros(byte[] bytes, int from) {
    int zeros = 0;
    for (int i = from; i < bytes.length; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    return zeros;
  }

  /** A piece may begin in the middle of a character. */
  private static byte[] withoutBrokenStart(byte[] piece) {
    int from = 0;
    while (from < Math.min(3, piece.length) && (piece[from] & 0xC0) == 0x80) {
      from++;
    }
    return Arrays.copyOfRange(piece, from, piece.length);
  }

  /** Characters beyond ASCII that are UTF-8, and bytes that break it. */
  private static final class Counts {
    private long sound;
    private long broken;

    void add(byte[] bytes, boolean toTheEnd) {
      CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
      ByteBuffer in = ByteBuffer.wrap(bytes);
      CharBuffer out = CharBuffer.allocate(1 << 13);
      CoderResult result;
      do {
        result = decoder.decode(in, out, toTheEnd);
        out.flip();
        while (out.hasRemaining()) {
          sound += out.get() > 0x7F ? 1 : 0;
        }
        out.clear();
        if (result.isError()) {
          broken += result.length();
          in.position(in.position() + result.length());
        }
      } while (result.isError() || result.isOverflow());
    }
  }
}
