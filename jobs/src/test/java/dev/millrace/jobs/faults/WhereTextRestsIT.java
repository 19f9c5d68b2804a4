package dev.millrace.jobs.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.jobs.JobFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text of documents is in no table, log, summary, output or other file, whatever happens to a run. */
class WhereTextRestsIT {
  private static final int DOCUMENTS = 4_000;
  private static final int SLICES = 24;

  @TempDir
  private Path directory;
  private JobFixture job;
  private Path home;
  /** In every body, and in no language. */
  private final String marker = "xyzzy" + UUID.randomUUID().toString().replace("-", "");

  @BeforeEach
  void open() {
    job = new JobFixture(directory);
    home = directory.resolve("home");
  }

  @AfterEach
  void close() {
    job.close();
  }

  @Test
  void aMarkerTextRestsNowhere() throws Exception {
    Path input = Tickets.of(0, DOCUMENTS, ticket -> ticket.withBody(marker + " " + ticket.body() + " " + marker))
        .withRejected("never keep " + marker).write(directory.resolve("tickets.jsonl"));
    Path pipeline = job.write("marked.yaml", job.pipeline());
    try (ChildJob child = ChildJob.start(home, pipeline, "marked", SLICES, input)) {
      child.awaitSlices(1);
      job.tables().query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'millrace marked%'");
      assertThat(filesWithMarker(home)).as("while running, Spark's files included").isEmpty();
      assertThat(shuffleFiles()).as("what was looked at held the rows").isNotEmpty();
      assertThat(child.exitCode()).as(child::output).isZero();
      job.requireBalance(child.summary());
      assertThat(child.summary()).containsEntry("rejected", 5);
    }
    assertThat(filesBelow(home.resolve("spark"))).as("Spark's files, afterwards").isEmpty();
    assertThat(filesWithMarker(home)).as("logs, output and summary among them: %s", filesBelow(home)).isEmpty();
    assertThat(columnsWithMarker()).isEmpty();
    assertThat(serverLogs()).isNotEmpty().noneMatch(this::holdsMarker);
  }

  /** Every column of every table, whatever its type; bytes are searched as hexadecimal digits. */
  private List<String> columnsWithMarker() {
    List<List<Object>> columns = job.tables().query("""
        SELECT format('%I', table_name), format('%I', column_name) FROM information_schema.columns
        JOIN information_schema.tables USING (table_schema, table_name)
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '_\\d+$'""");
    assertThat(columns).hasSizeGreaterThan(50);
    String bytes = HexFormat.of().formatHex(marker.getBytes(ISO_8859_1));
    List<String> found = new ArrayList<>();
    for (List<Object> column : columns) {
      Object hits = job.tables().value("SELECT count(*) FROM %1$s WHERE %2$s::text LIKE '%%%3$s%%' OR %2$s::text LIKE '%%%4$s%%'"
          .formatted(column.get(0), column.get(1), marker, bytes));
      if (!hits.equals(0L)) {
        found.add(column.get(0) + "." + column.get(1));
      }
    }
    return found;
  }

  private List<Path> shuffleFiles() {
    return filesBelow(home.resolve("spark")).stream().filter(file -> file.getFileName().toString().matches("shuffle_.*\\.data")).toList();
  }

  /** Of the PostgreSQL that {@code TestDatabase} runs; its data is searched by SQL. */
  private static List<Path> serverLogs() {
    return filesBelow(Path.of("target")).stream().filter(file -> file.endsWith("server.log")).toList();
  }

  private List<Path> filesWithMarker(Path root) {
    return filesBelow(root).stream().filter(this::holdsMarker).toList();
  }

  /** In UTF-8, or as UTF-16, which is what a dump of Java's strings may hold. */
  private boolean holdsMarker(Path file) {
    try {
      String content = new String(Files.readAllBytes(file), ISO_8859_1);
      return content.contains(marker) || content.contains(new String(marker.getBytes(UTF_16LE), ISO_8859_1));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files and directories may go away meanwhile. */
  private static List<Path> filesBelow(Path root) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(root, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          if (attributes.isRegularFile()) {
            files.add(file);
          }
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e) {
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
