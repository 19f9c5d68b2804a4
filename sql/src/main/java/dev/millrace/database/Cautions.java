package dev.millrace.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.PGProperty;

/** What works and had better be otherwise: one line each, for whoever started the command. */
final class Cautions {
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.[0-9.]+|\\[?::1]?|/.*");

  private Cautions() {}

  static List<String> of(DatabaseSettings settings) {
    List<String> cautions = new ArrayList<>();
    if (!settings.isEmbedded() && isUnprotected(settings.parsedUrl())) {
      cautions.add("Caution: the connection to %s may be unencrypted, and nothing proves that the server is yours. Add sslmode=verify-full to the database URL."
          .formatted(settings.place()));
    }
    // Not refused: Docker and Kubernetes mount secrets that every user of a container may read.
    if (settings.passwordFile() != null && !settings.isEmbedded() && isReadableByOthers(Path.of(settings.passwordFile()))) {
      cautions.add("Caution: other users of this machine may read %s. Run chmod 600 on it.".formatted(settings.passwordFile()));
    }
    return cautions;
  }

  private static boolean isUnprotected(Properties url) {
    String mode = PGProperty.SSL_MODE.getOrDefault(url);
    return (mode == null || !mode.startsWith("verify")) && !LOOPBACK.matcher(url.getProperty("PGHOST", "localhost")).matches();
  }

  private static boolean isReadableByOthers(Path file) {
    try {
      return !file.startsWith("/run/secrets") && !file.startsWith("/var/run/secrets")
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
