package dev.millrace.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The migrations that there are; their numbers may have gaps. */
final class MigrationFiles {
  private MigrationFiles() {}

  /** In order. */
  static List<Integer> versions() {
    try (Stream<Path> files = Files.list(Path.of("src", "main", "resources", "db", "migration"))) {
      return files.map(file -> file.getFileName().toString()).map(name -> Integer.valueOf(name.substring(1, name.indexOf("__")))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int before(int version) {
    return versions().stream().filter(other -> other < version).mapToInt(Integer::intValue).max().orElseThrow();
  }
}
