package dev.millrace.jobs.source.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as text, and whether that took a repair. Spark's readers replace bad bytes unseen; here every byte that is no
 * UTF-8 becomes U+FFFD and is told.
 */
public record Decoded(String text, boolean repaired) {
  private static final char REPLACEMENT = '\uFFFD';

  public static Decoded utf8(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    // Most text holds no U+FFFD; where it does, it may have been written so.
    return new Decoded(text, text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes, from, length));
  }

  private static boolean isUtf8(byte[] bytes, int from, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
