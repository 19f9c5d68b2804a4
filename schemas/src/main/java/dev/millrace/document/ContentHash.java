package dev.millrace.document;

import static dev.millrace.failure.Require.require;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 over the parts' texts in order, each as its UTF-8 length (4 bytes, big endian) and its UTF-8 bytes. Time and
 * attributes are not in it: they do not change what the model reads. Ordered as unsigned bytes.
 */
public final class ContentHash implements Comparable<ContentHash> {
  private final byte[] bytes;

  private ContentHash(byte[] bytes) {
    require(bytes.length == 32, "A content hash has 32 bytes, found %d", bytes.length);
    this.bytes = bytes;
  }

  public static ContentHash of(List<Part> parts) {
    MessageDigest digest = sha256();
    for (Part part : parts) {
      byte[] text = part.text().getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
      digest.update(text);
    }
    return new ContentHash(digest.digest());
  }

  public static ContentHash ofBytes(byte[] bytes) {
    return new ContentHash(bytes.clone());
  }

  /** A fresh SHA-256; every Java platform must have it. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(ContentHash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentHash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
