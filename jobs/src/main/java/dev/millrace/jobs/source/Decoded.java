package dev.millrace.jobs.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as text, and whether that took a repair. Spark's readers replace bad bytes unseen; here every byte that is no
 * UTF-8 becomes U+FFFD and is told.
 */
record Decoded(String text, boolean repaired) {
  static Decoded utf8(byte[] bytes, int from, int length) {
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      CharBuffer text = strict.decode(ByteBuffer.wrap(bytes, from, length));
      return new Decoded(text.toString(), false);
    } catch (CharacterCodingException e) {
      return new Decoded(new String(bytes, from, length, StandardCharsets.UTF_8), true);
    }
  }

  /** Of a text whose characters are bytes, as reading UTF-8 as ISO 8859-1 gives; null stays null. */
  static Decoded latin(String bytesAsText) {
    if (bytesAsText == null) {
      return new Decoded(null, false);
    }
    byte[] bytes = bytesAsText.getBytes(StandardCharsets.ISO_8859_1);
    return utf8(bytes, 0, bytes.length);
  }
}
