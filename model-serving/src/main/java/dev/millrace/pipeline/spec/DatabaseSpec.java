package dev.millrace.pipeline.spec;

import static dev.millrace.failure.Require.require;

import java.nio.file.Path;

/**
 * Where results are written.
 *
 * @param url {@link #EMBEDDED} or a PostgreSQL JDBC URL; not printed, since a secret may be hidden in it
 * @param user null: the URL's, or the embedded database's own
 * @param passwordFile null: the password is the environment's, if there is any
 */
public record DatabaseSpec(String url, String schema, String user, Path passwordFile) {
  public static final String EMBEDDED = "embedded";
  public static final DatabaseSpec DEFAULT = new DatabaseSpec(EMBEDDED, "public", null, null);

  private static final String JDBC = "jdbc:postgresql:";

  public DatabaseSpec {
    require(url.equals(EMBEDDED) || url.startsWith(JDBC), "url must be %s or start with %s", EMBEDDED, JDBC);
    require(schema.matches("[a-z_][a-z0-9_]{0,62}"), "schema must be lower-case letters, digits and _, at most 63");
  }

  public boolean isEmbedded() {
    return url.equals(EMBEDDED);
  }

  @Override
  public String toString() {
    return "DatabaseSpec[%s, schema=%s, user=%s]".formatted(isEmbedded() ? EMBEDDED : "PostgreSQL", schema, user);
  }
}
