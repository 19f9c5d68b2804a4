package dev.millrace.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Finds or makes the surrogates of what repeats in every row. */
final class Registry {
  private Registry() {}

  static Integer modelVersion(Connection connection, ModelVersion model) throws SQLException {
    if (model == null) {
      return null;
    }
    Integer known = find(connection, "SELECT id FROM model_version WHERE version = ?", model.version());
    if (known != null) {
      return known;
    }
    try (PreparedStatement insert = connection.prepareStatement("""
        INSERT INTO model_version (version, bundle, precision, manifest) VALUES (?, ?, ?, ?::jsonb)
        ON CONFLICT (version) DO NOTHING
        """)) {
      insert.setString(1, model.version());
      insert.setString(2, model.bundle());
      insert.setString(3, model.precision());
      insert.setString(4, model.manifest());
      insert.executeUpdate();
    }
    return find(connection, "SELECT id FROM model_version WHERE version = ?", model.version());
  }

  static Integer ruleSet(Connection connection, String hash) throws SQLException {
    if (hash == null) {
      return null;
    }
    Integer known = find(connection, "SELECT id FROM rule_set WHERE hash = ?", hash);
    if (known != null) {
      return known;
    }
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO rule_set (hash) VALUES (?) ON CONFLICT (hash) DO NOTHING")) {
      insert.setString(1, hash);
      insert.executeUpdate();
    }
    return find(connection, "SELECT id FROM rule_set WHERE hash = ?", hash);
  }

  private static Integer find(Connection connection, String query, String key) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setString(1, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : null;
      }
    }
  }
}
