package dev.millrace.jobs.source;

import dev.millrace.document.ContentHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What stands for a row that has no id: the first half of the SHA-256 of what was read. */
final class RowHash {
  private static final int BYTES = 16;

  private RowHash() {}

  static String of(byte[] row) {
    return hex(ContentHash.sha256().digest(row));
  }

  static String of(String row) {
    return of(row.getBytes(StandardCharsets.UTF_8));
  }

  /** Of cells, each with its length; a missing cell differs from an empty one. */
  static String of(String[] cells) {
    MessageDigest digest = ContentHash.sha256();
    for (String cell : cells) {
      byte[] bytes = cell == null ? new byte[0] : cell.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(cell == null ? -1 : bytes.length).array());
      digest.update(bytes);
    }
    return hex(digest.digest());
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest, 0, BYTES);
  }
}
