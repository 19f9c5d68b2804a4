package dev.millrace.write;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements whose parameters have names, since some occur five times. */
final class NamedParameters {
  private static final Pattern NAME = Pattern.compile("\\$([a-z]+)");

  /** A value with its {@link java.sql.Types} code, which a null needs. */
  record Value(Object value, int type) {}

  private NamedParameters() {}

  static PreparedStatement prepare(Connection connection, String sql, Map<String, Value> values) throws SQLException {
    List<Value> found = new ArrayList<>();
    Matcher names = NAME.matcher(sql);
    while (names.find()) {
      found.add(values.get(names.group(1)));
    }
    PreparedStatement statement = connection.prepareStatement(names.reset().replaceAll("?"));
    for (int i = 0; i < found.size(); i++) {
      statement.setObject(i + 1, found.get(i).value(), found.get(i).type());
    }
    return statement;
  }
}
