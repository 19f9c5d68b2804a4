package dev.millrace.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a file so that other processes see all of it or nothing. */
final class AtomicFile {
  private AtomicFile() {}

  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  static void write(Path target, Content content) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    // Not createTempFile: its files are for their owner only, and executors may run as somebody else.
    Path part = target.toAbsolutePath().resolveSibling("%s.%s.part".formatted(target.getFileName(), UUID.randomUUID()));
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
        content.writeTo(out);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
