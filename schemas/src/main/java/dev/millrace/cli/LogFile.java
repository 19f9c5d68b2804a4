package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where log4j2.properties lets everything go. Where that file cannot be written the framework would print a stack trace
 * before any command could say what is wrong, so that it is sent elsewhere.
 */
final class LogFile {
  static final String PROPERTY = "millrace.log";

  private LogFile() {}

  /** Sets the system property to a file that can be written. To be called before the first logger is made. */
  static void settle() {
    String asked = System.getProperty(PROPERTY);
    if (asked != null && !isWritable(Path.of(asked))) {
      Path elsewhere = Path.of(System.getProperty("java.io.tmpdir"), "millrace.log");
      System.setProperty(PROPERTY, isWritable(elsewhere) ? elsewhere.toString() : "/dev/null");
    }
  }

  private static boolean isWritable(Path file) {
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
