package dev.millrace.jobs.accuracy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real, openly licensed data beside the project's root; it is not part of the project. */
public final class SharedData {
  private SharedData() {}

  /** The file, or a skip that is heard. */
  public static Path require(String name) {
    Path file = Path.of("../../shared/data").resolve(name);
    if (!Files.exists(file)) {
      System.err.println("SKIPPED: there is no " + file.toAbsolutePath().normalize() + "; what needs it is not tested");
    }
    assumeTrue(Files.exists(file), "no " + file);
    return file;
  }
}
