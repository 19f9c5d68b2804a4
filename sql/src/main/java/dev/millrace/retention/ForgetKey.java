package dev.millrace.retention;

import static dev.millrace.failure.Require.require;

import dev.millrace.document.TextRepair;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names forgotten documents without their ids: a mark is HMAC-SHA-256 over source and id, each behind its length.
 *
 * <p>The key is random, made by the first {@code forget}, and lies in the database, which only the writer may read. Outside
 * of it, it would guard the marks better against a thief of the database; but a key lost, or not restored with its
 * database, would bring every forgotten document back without a word. Not thread-safe.
 */
final class ForgetKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;

  private final Mac mac;

  private ForgetKey(byte[] key) {
    require(key.length == BYTES, "A key has %d bytes, found %d", BYTES, key.length);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The database's key; null if nothing was ever forgotten. */
  static ForgetKey find(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT key FROM forget_key"); ResultSet row = select.executeQuery()) {
      return row.next() ? new ForgetKey(row.getBytes(1)) : null;
    }
  }

  /** The database's key, made and committed if there is none. The connection is in auto-commit mode. */
  static ForgetKey findOrMake(Connection connection) throws SQLException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    // Of two that make one at once, the first wins and the second reads it.
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO forget_key (key) VALUES (?) ON CONFLICT DO NOTHING")) {
      insert.setBytes(1, random);
      insert.executeUpdate();
    }
    return find(connection);
  }

  byte[] mark(String source, String id) {
    add(source);
    add(id);
    return mac.doFinal();
  }

  private void add(String text) {
    byte[] bytes = TextRepair.repair(text).getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    mac.update(bytes);
  }
}
