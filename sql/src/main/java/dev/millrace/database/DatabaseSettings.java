package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import dev.millrace.failure.SecretInUrl;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where the database is and who asks. Travels to Spark's executors, so it holds the place of the password, not the
 * password: the file, or the environment's {@code MILLRACE_DB_PASSWORD}, must exist where the connection is made.
 *
 * @param url {@code embedded}, or {@code jdbc:postgresql://host:port/database}
 * @param user null for the login of the {@link Access} asked for
 * @param passwordFile its first line is the password; null for the environment's, else none
 * @param route {@link Route#DIRECT} until {@link Database#open} has found a pooler
 */
public record DatabaseSettings(String url, String schema, String user, String passwordFile, Route route) implements Serializable {
  public static final String EMBEDDED = "embedded";
  public static final String PASSWORD_VARIABLE = "MILLRACE_DB_PASSWORD";

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  public static final DatabaseSettings DEFAULT = new DatabaseSettings(EMBEDDED, "public", null, null);

  public DatabaseSettings {
    if (!url.equals(EMBEDDED) && !url.startsWith("jdbc:postgresql:")) {
      throw MillraceException.usage("A database is 'embedded' or jdbc:postgresql://host:port/database; found another kind of URL.");
    }
    if (SecretInUrl.isIn(url)) {
      throw MillraceException.usage("The database URL holds a password. Put it into a file (password_file) or into %s.", PASSWORD_VARIABLE);
    }
    if (!IDENTIFIER.matcher(schema).matches()) {
      throw MillraceException.usage("A schema's name is made of a-z, 0-9 and _, found '%s'.", schema);
    }
  }

  public DatabaseSettings(String url, String schema, String user, String passwordFile) {
    this(url, schema, user, passwordFile, Route.DIRECT);
  }

  public boolean isEmbedded() {
    return url.equals(EMBEDDED);
  }

  /** Host, port and database as a message may show them. */
  public String place() {
    if (isEmbedded()) {
      return EMBEDDED;
    }
    Properties parsed = parsedUrl();
    return "%s:%s/%s".formatted(parsed.getProperty("PGHOST"), parsed.getProperty("PGPORT"), parsed.getProperty("PGDBNAME"));
  }

  /** The URL's parts, as the driver understands them. */
  Properties parsedUrl() {
    Properties parsed = org.postgresql.Driver.parseURL(url, new Properties());
    if (parsed == null) {
      throw MillraceException.usage("Expected a URL like jdbc:postgresql://host:5432/database; the one given cannot be read.");
    }
    return parsed;
  }

  /** What works and had better be otherwise, each in a line for whoever started the command. */
  public List<String> cautions() {
    return Cautions.of(this);
  }

  DatabaseSettings withDefaultUser(Access access) {
    return user == null ? new DatabaseSettings(url, schema, access.login(), passwordFile, route) : this;
  }

  DatabaseSettings by(Route other) {
    return new DatabaseSettings(url, schema, user, passwordFile, other);
  }

  /** Null where neither file nor environment gives one; the driver then looks into {@code ~/.pgpass}. */
  String password() {
    if (passwordFile == null) {
      return System.getenv(PASSWORD_VARIABLE);
    }
    try {
      return Files.readString(Path.of(passwordFile)).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw MillraceException.usage("Cannot read the password of database user %s from %s. Does the file exist and may you read it?", user, passwordFile);
    }
  }
}
