package dev.millrace.retention;

import static dev.millrace.write.Samples.decided;
import static dev.millrace.write.Samples.request;
import static dev.millrace.write.Samples.usage;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRunner;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.SqlMain;
import dev.millrace.database.TestDatabase;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.write.SliceSink;
import dev.millrace.write.WriteMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionCommandsIT {
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final TestDatabase tables = TestDatabase.fresh();
  private String output;

  @TempDir
  private Path directory;

  @BeforeEach
  void storeThree() {
    Database database = tables.open(Access.WRITER);
    try (Lease run = (Lease) RunLedger.begin(database, request("run")); SliceSink sink = new SliceSink(database::connection, run.run(), 0, 0, WriteMode.MERGE)) {
      Instant now = Instant.now();
      sink.write(List.of(decided("d1", "first text", now), decided("d2", "second text", now.minus(Duration.ofDays(10))), decided("d3", "third", now)));
      sink.commit(usage(3, 3, 0, 0), Map.of());
    }
  }

  @AfterEach
  void close() {
    System.setOut(out);
    System.setErr(err);
    tables.close();
  }

  @Test
  void purgeTellsWhatWentAndWhatIsLeft() throws IOException {
    assertThat(run("purge", "--older-than", "9d", "--dry-run")).isZero();
    assertThat(output).contains("To be deleted: from before").contains("document      1");
    assertThat(summary().get("purged.decision").asLong()).isEqualTo(1);
    assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo(3L);

    assertThat(run("purge", "--older-than", "9d")).isZero();
    assertThat(output).contains("Deleted: from before", "Left: runs, slices, attempts and the audit", "Out of reach: topics, backups, exports");
    assertThat(tables.query("SELECT document_id FROM document ORDER BY 1")).containsExactly(List.of("d1"), List.of("d3"));
    assertThat(tables.query("SELECT what, source FROM audit")).containsExactly(java.util.Arrays.asList("purge", null));
  }

  @Test
  void forgetTellsWhatWentWhatItDidNotKnowAndWhatItCannotReach() throws IOException {
    assertThat(run("forget", "--source", "helpdesk", "--id", "d1")).isZero();
    assertThat(output).contains("document      1\n", "decision      1\n", "field         2\n", "Forgotten from now on: 1 of 1 ids.\n")
        .contains("Kafka topics", "backups", "exported", "VACUUM document, decision, field, gold, rejection;").doesNotContain("Unknown");
    assertThat(summary().toString()).isEqualTo("{\"source\":\"helpdesk\",\"ids\":1,\"unknown\":0,\"erased.decision\":1,\"erased.document\":1,\"erased.field\":2,"
        + "\"erased.forgotten\":1,\"erased.gold\":0,\"erased.rejection\":0,\"vacuumed\":false}");

    assertThat(run("forget", "--source", "typo", "--id", "d1")).isZero();
    assertThat(output).contains("Unknown to the database: 1;", "No run has read the source typo: is it the name in the pipeline file?");
    assertThat(tables.query("SELECT what, source, counts ->> 'document', older_than, ended_at IS NOT NULL FROM audit ORDER BY 2"))
        .containsExactly(java.util.Arrays.asList("forget", "helpdesk", "1", null, true), java.util.Arrays.asList("forget", "typo", "0", null, true));
  }

  @Test
  void aFileOfIdsIsForgottenAndUndone() throws IOException {
    Path ids = Files.writeString(directory.resolve("ids.txt"), "\uFEFFd1\r\n\r\n   \nd2\nnever seen \u2615\nd1");
    assertThat(run("forget", "--source", "helpdesk", "--ids", ids.toString(), "--no-vacuum")).isZero();
    assertThat(output).contains("Forgotten from now on: 3 of 3 ids.", "Unknown to the database: 1; they are kept out all the same");
    assertThat(tables.query("SELECT document_id FROM document")).containsExactly(List.of("d3"));

    assertThat(run("forget", "--source", "helpdesk", "--ids", ids.toString())).isZero();
    assertThat(output).contains("Forgotten from now on: 0 of 3 ids; the others were already");

    assertThat(run("forget", "--undo", "--source", "helpdesk", "--id", "d1")).isZero();
    assertThat(output).isEqualTo("May come again: 1 of 1 ids.\n");
    assertThat(run("forget", "--undo", "--source", "helpdesk", "--ids", ids.toString())).isZero();
    assertThat(output).isEqualTo("May come again: 2 of 3 ids; the others were not forgotten, or are given twice.\n");
    assertThat(tables.value("SELECT count(*) FROM forgotten")).isEqualTo(0L);
  }

  @Test
  void idsThatComeThroughAPipeAreForgotten() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer = new ProcessBuilder("sh", "-c", "printf 'd1\\nd2\\n' > \"$0\"", pipe.toString()).start();
    assertThat(run("forget", "--source", "helpdesk", "--ids", pipe.toString(), "--no-vacuum")).isZero();
    writer.destroy();
    assertThat(output).contains("Forgotten from now on: 2 of 2 ids.");
    assertThat(tables.query("SELECT document_id FROM document")).containsExactly(List.of("d3"));
  }

  /** It is read before the first id is forgotten. */
  @Test
  void aFileThatIsNotUtf8IsRefusedWhole() throws IOException {
    Path ids = Files.write(directory.resolve("ids.txt"), ("d1\n" + "d\n".repeat(20_000) + "gr\u00fc\u00dfe").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run("forget", "--source", "helpdesk", "--ids", ids.toString())).isEqualTo(4);
    assertThat(output).contains("is not UTF-8", "Nothing was done.").doesNotContain("gr");
    assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo(3L);
  }

  /** With the embedded database, who may forget owns it, too. */
  @Test
  void anOwnersVacuumLeavesNoDeadRow() {
    DatabaseSettings owner = tables.settings(Access.OWNER);
    try (Database database = Database.open(owner, Access.OWNER, "test", 1)) {
      assertThat(DeadRows.vacuum(database, owner)).isTrue();
    }
    try (Database database = tables.open(Access.WRITER)) {
      assertThat(DeadRows.vacuum(database, tables.settings(Access.WRITER))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"READER", "REVIEWER"})
  void onlyTheWriterMayForgetAndPurge(Access access) {
    assertThat(as(access, "forget", "--source", "helpdesk", "--id", "d1")).isEqualTo(2);
    assertThat(output).contains("role millrace_writer", "permission denied");
    assertThat(as(access, "purge", "--older-than", "1d")).isEqualTo(2);
    assertThat(output).contains("role millrace_writer", "permission denied");
    assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo(3L);
  }

  private int run(String... words) {
    return as(Access.WRITER, words);
  }

  private int as(Access access, String... words) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    DatabaseSettings settings = tables.settings(access);
    Stream<String> connection = Stream.of("--url", settings.url(), "--user", settings.user(), "--password-file", settings.passwordFile(),
        "--summary", directory.resolve("summary.json").toString());
    int code = CommandRunner.run(SqlMain.commands(), Stream.concat(Stream.of(words), connection).toArray(String[]::new));
    output = written.toString(StandardCharsets.UTF_8);
    return code;
  }

  private JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("summary.json").toFile());
  }
}
