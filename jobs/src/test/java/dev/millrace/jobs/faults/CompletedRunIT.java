package dev.millrace.jobs.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRunner;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.ClassifyCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** A run id that has ended, given again on the command line. */
class CompletedRunIT {
  @TempDir
  private Path directory;
  private JobFixture job;

  @Command(name = "millrace", subcommands = ClassifyCommand.class)
  private static final class Root {}

  private record Ended(int exitCode, String output, Map<String, Object> summary) {}

  @BeforeEach
  void open() {
    job = new JobFixture(directory);
  }

  @AfterEach
  void close() {
    job.close();
  }

  private Ended classify(Path input, Path summary) throws IOException {
    PrintStream terminal = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    System.setOut(new PrintStream(output, true, UTF_8));
    try {
      int exitCode = CommandRunner.run(new Root(), "classify", "--pipeline", job.write("pipeline.yaml", job.pipeline()).toString(),
          "--input", input.toString(), "--run-id", "nightly", "--max-rejected", "1%", "--cores", "2", "--summary", summary.toString());
      return new Ended(exitCode, output.toString(UTF_8), new ObjectMapper().readValue(summary.toFile(), new TypeReference<>() { }));
    } finally {
      System.setOut(terminal);
    }
  }

  @Test
  void finishedRunSaysSoAndGivesItsSummaryAndExitCodeAgain() throws IOException {
    Path input = Tickets.of(0, 100).withRejected("twice told").write(directory.resolve("tickets.jsonl"));
    Ended first = classify(input, directory.resolve("first.json"));
    assertThat(first.exitCode()).as("5 of 105 are more than 1 %").isEqualTo(4);
    job.requireBalance(first.summary());
    Ended second = classify(input, directory.resolve("second.json"));
    assertThat(second.exitCode()).isEqualTo(4);
    assertThat(second.output()).contains("Run nightly is already complete.");
    assertThat(second.summary()).isEqualTo(first.summary());
    assertThat(job.tables().value("SELECT count(*) FROM attempt WHERE outcome <> 'committed'")).isEqualTo(0L);
  }

  @Test
  void finishedRunWhoseInputIsArchivedGivesItsSummaryAgain() throws IOException {
    Path input = Tickets.of(0, 100).withRejected("twice told").write(directory.resolve("tickets.jsonl"));
    Ended first = classify(input, directory.resolve("first.json"));
    job.requireBalance(first.summary());
    Files.delete(input);
    Ended second = classify(input, directory.resolve("second.json"));
    assertThat(second.exitCode()).isEqualTo(first.exitCode()).isEqualTo(4);
    assertThat(second.output()).contains("Run nightly is already complete.");
    assertThat(second.summary()).isEqualTo(first.summary());
  }
}
