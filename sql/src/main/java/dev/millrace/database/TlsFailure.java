package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.postgresql.PGProperty;

/**
 * Why a connection that must be encrypted was not made. The driver's own words depend on the language of the machine, so the
 * server is asked again what it offers.
 */
final class TlsFailure {
  private static final Set<String> DEMANDING = Set.of("require", "verify-ca", "verify-full");
  private static final String CONNECTION = "08";

  private TlsFailure() {}

  /** Empty if TLS is not the reason. */
  static Optional<MillraceException> explain(SQLException e, DatabaseSettings settings) {
    Properties url = settings.parsedUrl();
    String mode = PGProperty.SSL_MODE.getOrDefault(url);
    if (mode == null || !DEMANDING.contains(mode) || e.getSQLState() == null || !e.getSQLState().startsWith(CONNECTION)) {
      return Optional.empty();
    }
    String root = PGProperty.SSL_ROOT_CERT.getOrDefault(url);
    if (hasCause(e, FileNotFoundException.class)) {
      return Optional.of(MillraceException.usage("sslmode=%s needs the certificate of the CA that vouches for %s, and %s cannot be read. "
          + "Name it with sslrootcert=FILE in the database URL; it must exist on every machine that connects.", mode, settings.place(),
          root == null ? "~/.postgresql/root.crt" : root));
    }
    try {
      return explain(e, settings, mode, root, url);
    } catch (IOException | GeneralSecurityException unreachable) {
      return Optional.empty();
    }
  }

  private static Optional<MillraceException> explain(SQLException e, DatabaseSettings settings, String mode, String root, Properties url)
      throws IOException, GeneralSecurityException {
    String host = url.getProperty("PGHOST").split(",")[0];
    Optional<ServerCertificate> found = ServerCertificate.ask(host, Integer.parseInt(url.getProperty("PGPORT").split(",")[0]));
    if (found.isEmpty()) {
      return Optional.of(MillraceException.usage("PostgreSQL at %s offers no TLS, and sslmode=%s demands it. Set ssl = on at the server; "
          + "only on a network that you trust, leave sslmode out of the database URL.", settings.place(), mode));
    }
    if (hasCause(e, GeneralSecurityException.class)) {
      return Optional.of(MillraceException.usage("sslmode=%s: for %s expected a valid certificate that a CA in %s vouches for; found %s. "
          + "Point sslrootcert to the certificate of the CA that issued it.", mode, settings.place(), root, found.get()));
    }
    if (mode.equals("verify-full") && !found.get().names().contains(host)) {
      return Optional.of(MillraceException.usage("sslmode=%s: expected a certificate for host %s; found %s. "
          + "Use the name that the certificate bears, or have one issued for %s.", mode, host, found.get(), host));
    }
    return Optional.empty();
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
