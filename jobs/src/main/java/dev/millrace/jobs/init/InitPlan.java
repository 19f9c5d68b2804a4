package dev.millrace.jobs.init;

import dev.millrace.bundle.Manifest;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The pipeline file to be written, and what must not be in its way. */
record InitPlan(Path out, boolean force) {
  void requireFree() {
    if (Files.exists(out) && !force) {
      throw MillraceException.usage("%s exists already. Name another file with --out, or let --force replace it.", out);
    }
  }

  void requireFreeBundle(Path bundle) {
    if (Files.exists(bundle.resolve(Manifest.FILE)) && !force) {
      throw MillraceException.usage("There is a bundle in %s already. Leave --train out to use it, or let --force replace it.", bundle);
    }
  }

  void write(String yaml) throws IOException {
    Path directory = out.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    // Renamed when complete: a file that was there is not lost if the disk is full.
    // Not createTempFile, whose files only their owner may read.
    Path partial = directory.resolve(".pipeline-%s.yaml".formatted(UUID.randomUUID()));
    try {
      Files.writeString(partial, yaml, StandardOpenOption.CREATE_NEW);
      Files.move(partial, out, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
