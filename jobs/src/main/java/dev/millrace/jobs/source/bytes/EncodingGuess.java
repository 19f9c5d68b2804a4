package dev.millrace.jobs.source.bytes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The encoding of a file, by a rule that can be stated: a byte-order mark decides; else structure of
 * two bytes each is UTF-16; else it is UTF-8, unless more bytes break UTF-8 than characters beyond ASCII speak for it: then it is windows-1252.
 *
 * @param open true if all that was seen is ASCII, which windows-1252 would be as well
 * @param reason for people
 */
public record EncodingGuess(Charset encoding, boolean byteOrderMark, boolean open, String reason) {
  public static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final String STRUCTURE = ",;|\t\"\r\n";

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
    Charset wide = wide(head);
    if (wide != null) {
      return new EncodingGuess(wide, false, false, "delimiters, quotes and line ends are two bytes wide");
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

  /** UTF-16 if, of the bytes that may be structure, a third has its zero beside it; null if not. Zeros alone may be rubbish in a text. */
  private static Charset wide(byte[] head) {
    int all = 0;
    int zeroAfter = 0;
    int zeroBefore = 0;
    for (int i = 0; i < head.length; i++) {
      if (head[i] > 0 && STRUCTURE.indexOf(head[i]) >= 0) {
        all++;
        zeroAfter += i % 2 == 0 && i + 1 < head.length && head[i + 1] == 0 ? 1 : 0;
        zeroBefore += i % 2 == 1 && head[i - 1] == 0 ? 1 : 0;
      }
    }
    if (3 * Math.max(zeroAfter, zeroBefore) <= all) {
      return null;
    }
    return zeroAfter > zeroBefore ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
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
