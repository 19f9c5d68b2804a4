package dev.millrace.extract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The data sets that lie beside the project; a test that needs one is skipped, and says so, where it does not. */
final class RealData {
  private RealData() {}

  static Path file(String name) {
    Path project = Path.of("").toAbsolutePath().getParent();
    Path file = project.resolveSibling("shared").resolve("data").resolve(name);
    if (!Files.exists(file)) {
      System.out.printf("SKIPPED: a test needs %s, which is not there%n", file);
    }
    assumeTrue(Files.exists(file), () -> "needs " + file);
    return file;
  }
}
