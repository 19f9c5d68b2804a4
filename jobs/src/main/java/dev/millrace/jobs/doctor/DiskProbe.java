package dev.millrace.jobs.doctor;

import dev.millrace.cli.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Whether files can be made in a directory, and how much room there is.
 *
 * @param wantedMib below it the finding is a warning, below a tenth of it nothing works
 * @param variable what to set to another place
 */
record DiskProbe(String subject, Path directory, long wantedMib, String variable) implements Probe {
  private static final double MIB = 1 << 20;

  @Override
  public List<Finding> look() {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, "doctor", null));
    } catch (IOException e) {
      return List.of(Finding.missing(subject, "%s cannot be written (%s)".formatted(directory, e.getClass().getSimpleName().replace("Exception", "")),
          "Set %s to a directory that you may write.".formatted(variable)));
    }
    try {
      return List.of(judge(Files.getFileStore(directory).getUsableSpace() / MIB));
    } catch (IOException e) {
      return List.of(Finding.warning(subject, "%s is writable, but its free room is not known".formatted(directory), "Look with df."));
    }
  }

  Finding judge(double freeMib) {
    String found = String.format(Locale.ROOT, "%s is writable, %.1f GiB free", directory, freeMib / 1024);
    if (freeMib >= wantedMib) {
      return Finding.ok(subject, found);
    }
    String todo = String.format(Locale.ROOT, "Make room (%.1f GiB are wanted), or set %s to another disk.", wantedMib / 1024.0, variable);
    return freeMib * 10 >= wantedMib ? Finding.warning(subject, found, todo) : Finding.missing(subject, found, todo);
  }
}
