package dev.millrace.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bundle.FileHash;
import dev.millrace.cli.CommandRunner;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobsMain;
import dev.millrace.jobs.source.SharedSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandIT {
  private static final String TEXT = "the parcel never arrived";

  @TempDir
  private Path directory;
  private JobFixture fixture;
  private Path tickets;
  private final PrintStream realOut = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void writesTickets() throws IOException {
    SharedSpark.stop();
    fixture = new JobFixture(directory);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      lines.append("{\"id\": \"T-%d\", \"subject\": \"where is it\", \"body\": \"%s, number %d\", \"created_at\": \"2026-01-01\", \"product\": \"box\"}\n".formatted(i, TEXT, i));
    }
    tickets = Files.writeString(directory.resolve("tickets.jsonl"), lines);
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(realOut);
    fixture.close();
  }

  private int check(JobFixture.Pipeline pipeline, String... more) {
    List<String> words = new ArrayList<>(List.of("check", "--pipeline", fixture.write("checked.yaml", pipeline).toString()));
    words.addAll(List.of(more));
    return CommandRunner.run(new JobsMain(), words.toArray(String[]::new));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aWholePipelineIsWellAndNothingIsWritten() throws IOException {
    fixture.write("checked.yaml", fixture.pipeline());
    Map<String, String> filesBefore = files();
    List<List<Object>> rowsBefore = rows();
    assertThat(check(fixture.pipeline(), "--input", tickets.toString())).as(printed()).isZero();
    assertThat(printed()).contains("All is well.", "10 of 10 decided", "may do all that a job does", "category: accepts from a score of")
        .containsPattern("text body +body +10 of 10 +34 +34").doesNotContain(TEXT);
    assertThat(printed().lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 100);
    assertThat(files()).isEqualTo(filesBefore);
    assertThat(rows()).isEqualTo(rowsBefore);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceAndTheWorstGivesTheCode() {
    fixture.tables().execute("REVOKE INSERT ON decision FROM millrace_writer");
    int exitCode = check(fixture.pipeline().withBundle(directory.resolve("no-bundle")), "--input", directory.resolve("no-input").toString());
    assertThat(printed()).containsPattern("bundle +failed").containsPattern("source +failed").containsPattern("documents +skipped")
        .containsPattern("rights +failed +user millrace_writer lacks INSERT on decision").contains("3 things are wrong.");
    assertThat(exitCode).isIn(3, 4);
  }

  @Test
  void textsAreShownToWhomAsksForThem() {
    assertThat(check(fixture.pipeline(), "--input", tickets.toString(), "--show-text")).isZero();
    assertThat(printed()).contains("where is it the parcel never");
  }

  @Test
  void aPipelineFileWithAMistakeIsTheOnlyThingTested() throws IOException {
    Path file = Files.writeString(directory.resolve("wrong.yaml"), "pipelin: x\n");
    assertThat(CommandRunner.run(new JobsMain(), "check", "--pipeline", file.toString())).isEqualTo(2);
    assertThat(printed()).contains("pipelin", "One thing is wrong.");
  }

  /** By path and content, all that lies beside the pipeline: inputs and bundles. */
  private Map<String, String> files() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        hashes.put(directory.relativize(file).toString(), FileHash.of(file));
      }
    }
    return hashes;
  }

  private List<List<Object>> rows() {
    return fixture.tables().query("""
        SELECT c.relname, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', c.relname), false, true, '')))[1]::text
        FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE s.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1""");
  }
}
