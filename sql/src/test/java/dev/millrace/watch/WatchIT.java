package dev.millrace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRunner;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.SqlMain;
import dev.millrace.database.TestDatabase;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.RejectionReason;
import dev.millrace.failure.ErrorKind;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.write.AttemptOutcome;
import dev.millrace.write.Samples;
import dev.millrace.write.SliceSink;
import dev.millrace.write.WriteMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands over a real database, at the moments of a run's life. */
class WatchIT {
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");
  private static final int SLICES = 4;

  private final TestDatabase tables = TestDatabase.fresh();
  private final Database database = tables.open(Access.WRITER);

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void aRunIsSeenWhileItGoesOn() {
    try (Lease lease = begin("night-1")) {
      assertThat(json("runs").get(0).get("state").asText()).isEqualTo("reading");
      commit(lease, 0);
      JsonNode run = json("runs").get(0);
      assertThat(run.get("state").asText()).isEqualTo("deciding");
      assertThat(run.get("pace").get("finished").asInt()).isEqualTo(1);
      assertThat(run.get("counts").toString()).isEqualTo("{\"documents\":3,\"decided\":2,\"rejected\":1,\"skipped_unchanged\":0}");
      assertThat(output("runs")).contains("night-1  support-tickets", "deciding", "25 %");
      assertThat(output("runs", "--state", "running")).contains("night-1");
      assertThat(output("runs", "--state", "done")).isEqualTo("No such runs.\n");
    }
  }

  @Test
  void theStatusTellsSlicesStagesRejectionsAttemptsAndTheDriver() {
    try (Lease lease = begin("night-2")) {
      commit(lease, 0);
      try (SliceSink lost = sink(lease, 1)) {
        lost.abandon(AttemptOutcome.FAILED, Samples.usage(3, 2, 1, 0));
      }
      assertThat(output("status", "night-2"))
          .contains("Run night-2 of pipeline support-tickets over source helpdesk")
          .containsPattern("deciding +█████░+ 25 %  1 of 4 slices")
          .contains("driver    process " + ProcessHandle.current().pid() + " on ", "holds the lease until")
          .contains("models/support fp32, version aaaaaaaaaaaa; category from 0.9000")
          .containsPattern("empty_text +1 +33.33 %")
          .containsPattern("failed +1 +3 +5\n")
          .containsPattern("slice +attempt +documents");
      JsonNode detail = json("status");
      assertThat(detail.get("run").get("run_id").asText()).isEqualTo("night-2");
      assertThat(detail.get("driver").get("holds_lease").asBoolean()).isTrue();
      assertThat(detail.get("stages").get("model").asDouble()).isPositive();
      assertThat(detail.get("slowest").get(0).get("documents").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aDriverThatFellSilentIsCalledSo() {
    try (Lease lease = begin("night-3")) {
      commit(lease, 0);
      tables.execute("UPDATE run SET lease_until = clock_timestamp() - interval '1 second'");
      assertThat(output("runs", "--state", "silent")).contains("night-3", "silent");
      assertThat(output("status", "night-3", "--follow")).contains("silent: its lease ended").contains("Continue the run with the same --run-id");
    }
  }

  @Test
  void howARunEndedIsSaid() {
    try (Lease lease = begin("night-4")) {
      lease.fail(ErrorKind.EXTERNAL, "PostgreSQL is full\u001b[31m. Make room.");
    }
    try (Lease lease = begin("night-5")) {
      for (int slice = 0; slice < SLICES; slice++) {
        commit(lease, slice);
      }
      lease.complete("{}", 4);
    }
    assertThat(output("runs"))
        .containsPattern("night-5 .*done +100 % .* 4\n")
        .containsPattern("night-4 .*failed +0 % .*3 external\n")
        .contains("night-4: PostgreSQL is full·[31m. Make room.");
    assertThat(output("status", "night-4")).contains("external  PostgreSQL is full·[31m. Make room.", "exit code 3", "has given its lease back");
  }

  @Test
  void everyDecisionAboutADocumentIsExplained() {
    try (Lease lease = begin("night-6")) {
      commit(lease, 0);
      try (SliceSink sink = sink(lease, 1)) {
        sink.write(List.of(new Outcome.Rejected("T-1", "T-1", RejectionReason.OLDER_VERSION, null)));
        sink.commit(Samples.usage(1, 0, 1, 0), Map.of());
      }
    }
    tables.execute("INSERT INTO gold (source, document_id, task, label, labelled_by, reason) VALUES ('helpdesk', 'T-1', 'category', 'invoice', 'anna', 'was a bill')");
    assertThat(explain("T-1"))
        .contains("Document T-1 of source helpdesk", "time        2026-03-01 10:00:00 UTC", "run         night-6")
        .contains("category: refund, score 0.9500, accepted", "threshold   accepts from 0.9000", "top         refund 0.9500, ünlike\uD83D\uDE00ly 0.0500")
        .contains("model: bundle models/support fp32, version aaaaaaaaaaaa\n", "category: invoice, by hand", "anna, ")
        .containsPattern("word +0 +regex +refund")
        .contains("older_version");
    JsonNode explanation = json("explain", "--source", "helpdesk", "--id", "T-1");
    assertThat(explanation.get("decisions").get(0).get("of_present_text").asBoolean()).isTrue();
    assertThat(explanation.get("decisions").get(0).get("serves").asBoolean()).isTrue();
    assertThat(explanation.get("fields")).hasSize(2);
    tables.execute("UPDATE document SET content_hash = sha256('later'::bytea)");
    assertThat(explain("T-1")).contains("about an earlier text of the document");
  }

  @Test
  void whatIsNotThereIsSaidWithWhatIs() {
    assertThat(output("runs")).isEqualTo("No runs yet. ./millrace classify makes one.\n");
    begin("night-7").close();
    assertThat(output("status", "nihgt-7")).isEqualTo("error: There is no run nihgt-7. The newest are night-7.\n");
    assertThat(output("explain", "--source", "elsewhere", "--id", "T-1"))
        .isEqualTo("error: Nothing is stored of document T-1 of source elsewhere. Sources are: helpdesk. Was it decided yet, purged or forgotten?\n");
    assertThat(output("runs", "--state", "asleep")).startsWith("error: --state is one of running, silent, done, failed, stopped, found 'asleep'");
  }

  @Test
  void tenThousandRunsAreListedInLessThanASecond() {
    begin("night-8").close();
    tables.execute("""
        INSERT INTO run (run_id, pipeline, source, pipeline_hash, source_fingerprint, slices, model_version, millrace_version, settings, state, exit_code, host, ended_at)
        SELECT 'old-' || i, 'support-tickets', 'helpdesk', 'p', 'f', 40, 1, '0.1.0', '{}', 'done', 0, 'worker', now() FROM generate_series(1, 10000) i;
        INSERT INTO slice (run, pass, slice, lease_token, attempt, documents, decided)
        SELECT run, 1, s, 1, 0, 1000, 1000 FROM run, generate_series(0, 39) s WHERE run_id LIKE 'old-%';
        INSERT INTO attempt (run, pass, slice, lease_token, attempt, outcome, documents, started_at)
        SELECT run, 1, s, 1, 0, 'committed', 1000, now() FROM run, generate_series(0, 39) s WHERE run_id LIKE 'old-%'""");
    output("runs");
    long start = System.nanoTime();
    assertThat(output("runs", "--pipeline", "support-tickets")).contains("old-10000", "40,000");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("runs over 10,000 runs and 400,000 slices: %d ms%n", took.toMillis());
    assertThat(took).isLessThan(Duration.ofSeconds(1));
  }

  private Lease begin(String runId) {
    return (Lease) RunLedger.begin(database, Samples.request(runId));
  }

  private SliceSink sink(Lease lease, int slice) {
    return new SliceSink(database::connection, lease.run(), slice, 0, WriteMode.MERGE);
  }

  /** Two documents decided and one rejected. */
  private void commit(Lease lease, int slice) {
    try (SliceSink sink = sink(lease, slice)) {
      sink.write(List.of(Samples.decided("T-" + (2 * slice + 1), "refund please", TIME), Samples.decided("T-" + (2 * slice + 2), "delivery late", TIME),
          Samples.rejected("blank-" + slice, RejectionReason.EMPTY_TEXT)));
      sink.commit(Samples.usage(3, 2, 1, 0), Map.of("rejected.empty_text", 1L));
    }
  }

  private String explain(String id) {
    return output("explain", "--source", "helpdesk", "--id", id);
  }

  private JsonNode json(String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--json");
    try {
      return new ObjectMapper().readTree(output(words.toArray(String[]::new)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a command prints, on either stream. */
  private String output(String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    var reader = tables.settings(Access.READER);
    words.addAll(List.of("--url", reader.url(), "--user", reader.user(), "--password-file", reader.passwordFile()));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      CommandRunner.run(SqlMain.commands(), words.toArray(String[]::new));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return written.toString(StandardCharsets.UTF_8);
  }
}
