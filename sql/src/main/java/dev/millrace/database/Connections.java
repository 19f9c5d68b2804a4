package dev.millrace.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Makes connections, each in auto-commit mode and looking for tables in its schema only. */
record Connections(DatabaseSettings settings, String applicationName) implements DataSource {
  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = DriverManager.getConnection(settings.url(), properties());
    return settings.route() == Route.POOLED ? SearchPathPerTransaction.around(connection, searchPath()) : connection;
  }

  /**
   * How the server is reached. A pooler refuses what a session of one's own would be told when it starts, or ignores it;
   * so a mark is sent along and looked for.
   */
  Route route() throws SQLException {
    try (Connection connection = DriverManager.getConnection(settings.url(), properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_setting('millrace.schema', true)")) {
      row.next();
      return settings.schema().equals(row.getString(1)) ? Route.DIRECT : Route.POOLED;
    } catch (SQLException e) {
      if (Failure.isRefusedByPooler(e)) {
        return Route.POOLED;
      }
      throw e;
    }
  }

  /** Temporary tables last: one that was left behind, or put there, must not stand in for a table of ours. */
  private String searchPath() {
    return "\"%s\", pg_temp".formatted(settings.schema());
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    String password = settings.password();
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    // The former ends with the handshake; a server that stands still accepts and then says nothing.
    properties.setProperty("loginTimeout", "20");
    // A row must not get into an exception's text: details quote the row that failed.
    properties.setProperty("logServerErrorDetail", "false");
    if (settings.route() == Route.POOLED) {
      // A statement prepared in one session does not exist in the next.
      properties.setProperty("prepareThreshold", "0");
    } else {
      properties.setProperty("currentSchema", searchPath());
      // A lost executor's transaction holds its slice's ledger row; without these the server would notice after two hours.
      properties.setProperty("options", "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c millrace.schema="
          + settings.schema());
    }
    return properties;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLException("The settings name the user");
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
