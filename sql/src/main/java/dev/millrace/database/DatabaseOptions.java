package dev.millrace.database;

import picocli.CommandLine.Option;

/** Where the database is, on the command line. A picocli mixin. */
public final class DatabaseOptions {
  @Option(names = "--url", paramLabel = "URL", defaultValue = "${env:MILLRACE_JDBC_URL:-embedded}",
      description = "'embedded' for the PostgreSQL below MILLRACE_HOME, or jdbc:postgresql://host:port/database. "
          + "Default: the environment's MILLRACE_JDBC_URL, else embedded.")
  private String url;

  @Option(names = "--schema", paramLabel = "NAME", defaultValue = "public",
      description = "Schema that holds Millrace's tables. Default: ${DEFAULT-VALUE}.")
  private String schema;

  @Option(names = "--user", paramLabel = "NAME",
      description = "Database user. Default: millrace for migrate, millrace_writer for purge and forget, millrace_reader for what only reads. The embedded database has its own users.")
  private String user;

  @Option(names = "--password-file", paramLabel = "FILE",
      description = "File whose first line is the password. Default: the environment's MILLRACE_DB_PASSWORD, else ~/.pgpass.")
  private String passwordFile;

  public DatabaseSettings settings() {
    return new DatabaseSettings(url, schema, user, passwordFile);
  }
}
