package dev.millrace.jobs.doctor;

import dev.millrace.cli.Finding;
import dev.millrace.cli.Home;
import dev.millrace.database.Access;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.EmbeddedPostgres;
import dev.millrace.database.Inspection;
import dev.millrace.database.PostgresBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The embedded PostgreSQL, tried on a directory of its own, or the server that the pipeline names. */
record DatabaseProbe(DatabaseSettings settings) implements Probe {
  @Override
  public List<Finding> look() throws IOException {
    return settings.isEmbedded() ? embedded() : DatabaseFindings.of(Inspection.of(settings, Access.WRITER));
  }

  /** Beside the real one, which may be in use and is not to be touched. */
  private static List<Finding> embedded() throws IOException {
    Path scratch = Home.directory("doctor-" + ProcessHandle.current().pid());
    try (EmbeddedPostgres server = EmbeddedPostgres.use(scratch, PostgresBinaries.bundled())) {
      Inspection found = Inspection.of(server.settings(Access.OWNER, "public"), Access.OWNER);
      String real = Inspection.embeddedExists() ? "the one of this MILLRACE_HOME exists" : "the one of this MILLRACE_HOME is made when first used";
      return List.of(Finding.ok("PostgreSQL", "embedded %s starts as this user; %s".formatted(found.serverVersion(), real)));
    } finally {
      delete(scratch);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
