package dev.millrace.cli;

import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code MILLRACE_HOME}: the embedded database, caches and logs, kept between commands. */
public final class Home {
  private Home() {}

  /** The system property {@code millrace.home}, else the environment's {@code MILLRACE_HOME}, else {@code .millrace} in the working directory. */
  public static Path path() {
    String property = System.getProperty("millrace.home");
    String variable = System.getenv("MILLRACE_HOME");
    return Path.of(property != null ? property : variable != null && !variable.isBlank() ? variable : ".millrace").toAbsolutePath().normalize();
  }

  /** A directory below the home, made if missing. */
  public static Path directory(String name) {
    Path directory = path().resolve(name);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot make the directory %s: %s. Set MILLRACE_HOME to a place that can be written.", directory, e.getMessage());
    }
  }

  /** Where the frameworks' logs go, as the launcher set it. */
  public static String logFile() {
    return System.getProperty("millrace.log", path().resolve("logs").resolve("millrace.log").toString());
  }
}
