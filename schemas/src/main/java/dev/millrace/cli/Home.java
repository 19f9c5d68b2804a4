package dev.millrace.cli;

import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
      throw notWritable(e);
    }
  }

  /** Throws EXTERNAL, saying what to do, unless files can be made in the home. */
  public static void requireWritable() {
    try {
      Files.createDirectories(path());
      Files.delete(Files.createTempFile(path(), "writable", null));
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  private static MillraceException notWritable(IOException e) {
    return MillraceException.external(e, "MILLRACE_HOME is %s, and files cannot be made there (%s). Set the environment variable MILLRACE_HOME to a directory that you may write.",
        path(), reason(e));
  }

  /** The messages of the file system's exceptions are mostly the path alone. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.getMessage();
  }

  /** Where the frameworks' logs go, as the launcher set it. */
  public static String logFile() {
    return System.getProperty(LogFile.PROPERTY, path().resolve("logs").resolve("millrace.log").toString());
  }
}
