package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where results are written.
 *
 * @param url {@link #EMBEDDED} or a PostgreSQL JDBC URL; may hold a secret and is therefore not printed
 * @param user null: the URL's, or the embedded database's own
 * @param password from the environment; null if there is none
 * @param passwordFile null if there is none
 */
public record DatabaseSpec(String url, String schema, String user, Secret password, Path passwordFile) {
  public static final String EMBEDDED = "embedded";
  public static final DatabaseSpec DEFAULT = new DatabaseSpec(EMBEDDED, "public", null, null, null);

  private static final String JDBC = "jdbc:postgresql:";

  public DatabaseSpec {
    require(url.equals(EMBEDDED) || url.startsWith(JDBC), "url must be %s or start with %s", EMBEDDED, JDBC);
    require(schema.matches("[a-z_][a-z0-9_]{0,62}"), "schema must be lower-case letters, digits and _, at most 63");
    require(password == null || passwordFile == null, "password and password_file exclude each other");
  }

  public boolean isEmbedded() {
    return url.equals(EMBEDDED);
  }

  /** The password, read from its file where there is one; a line break at the file's end is not part of it. */
  public Optional<Secret> readPassword() {
    if (passwordFile == null) {
      return Optional.ofNullable(password);
    }
    try {
      return Optional.of(new Secret(Files.readString(passwordFile).replaceFirst("\\R$", "")));
    } catch (IOException e) {
      throw new MillraceException(ErrorKind.USAGE,
          "password_file %s cannot be read: check path and permissions".formatted(passwordFile), e);
    }
  }

  @Override
  public String toString() {
    return "DatabaseSpec[%s, schema=%s, user=%s]".formatted(isEmbedded() ? EMBEDDED : "PostgreSQL", schema, user);
  }
}
