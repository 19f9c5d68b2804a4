package dev.millrace.pipeline.spec;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A pipeline file is read, twice the same, or refused as wrong use, and never is a secret told. */
public final class PipelineFileTarget implements FuzzTarget {
  private static final String SECRET = "v3ry-s3cr3t-v4lu3";

  private final Path file = temporary("pipeline", ".yaml");

  static Path temporary(String name, String suffix) {
    try {
      Path file = Files.createTempFile(name, suffix);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void check(byte[] input) throws IOException {
    Files.write(file, input);
    try {
      PipelineSpec spec = load();
      holds(spec.canonicalHash().equals(load().canonicalHash()), "read twice the same");
    } catch (MillraceException e) {
      holds(e.kind() == ErrorKind.USAGE, "refused as wrong use");
      holds(new String(input, StandardCharsets.UTF_8).contains(SECRET) || !e.getMessage().contains(SECRET), "no secret in the message");
    }
  }

  private PipelineSpec load() {
    return PipelineFile.load(file, Map.of("NAME", SECRET));
  }
}
