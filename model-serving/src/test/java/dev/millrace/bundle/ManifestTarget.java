package dev.millrace.bundle;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.serving.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle whose manifest is anything at all is opened, twice the same, or refused as data. */
public final class ManifestTarget implements FuzzTarget {
  private final Path directory;

  public ManifestTarget() throws IOException {
    directory = TinyBundle.write(Files.createTempDirectory("manifest"));
  }

  @Override
  public void check(byte[] input) throws IOException {
    Files.write(directory.resolve(Manifest.FILE), input);
    try {
      Bundle bundle = Bundle.open(directory);
      holds(bundle.version().equals(Bundle.open(directory).version()), "opened twice the same");
      holds(!bundle.tasks().isEmpty(), "a bundle has tasks");
      holds(!bundle.describe().isBlank(), "a bundle describes itself");
    } catch (MillraceException e) {
      holds(e.kind() == ErrorKind.DATA, "refused as data");
    }
  }
}
