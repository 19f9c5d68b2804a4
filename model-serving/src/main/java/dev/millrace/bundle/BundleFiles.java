package dev.millrace.bundle;

import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The files of a bundle's directory. A bundle is untrusted: nothing in it leads outside, and nothing is read that has no end. */
final class BundleFiles {
  private final Path directory;

  BundleFiles(Path directory) {
    this.directory = directory;
  }

  /** The file of that name, which may be missing. Throws DATA if it is larger than that, is no file, or lies elsewhere. */
  Path inside(String name, long maxBytes) {
    Path file = directory.resolve(name).normalize();
    if (!file.startsWith(directory.normalize()) || Path.of(name).getNameCount() != 1) {
      throw MillraceException.data("Manifest %s names the file '%s'; expected a name without directories", directory.resolve(Manifest.FILE), name);
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return file;
    }
    try {
      if (!file.toRealPath().startsWith(directory.toRealPath())) {
        throw MillraceException.data("%s is a link to a place outside the bundle; expected a file. Copy what it names into the bundle", file);
      }
      if (!Files.isRegularFile(file)) {
        throw MillraceException.data("%s is not a file; expected one", file);
      }
      if (Files.size(file) > maxBytes) {
        throw MillraceException.data("%s has %d bytes; at most %d are read", file, Files.size(file), maxBytes);
      }
      return file;
    } catch (IOException e) {
      throw MillraceException.data("%s cannot be looked at: %s. Is it a link to nowhere?", file, e.getMessage());
    }
  }
}
