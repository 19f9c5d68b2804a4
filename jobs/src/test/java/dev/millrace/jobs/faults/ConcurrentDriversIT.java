package dev.millrace.jobs.faults;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.Access;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two JVMs at work on one database at the same time. */
class ConcurrentDriversIT {
  private static final int DOCUMENTS = 4_000;
  private static final int SLICES = 24;

  @TempDir
  private static Path directory;
  private static SparkSession spark;
  private static Path input;
  private static Tables single;

  private JobFixture job;

  @BeforeAll
  static void runsAlone() {
    spark = SparkSessions.open("concurrent drivers", 2);
    input = Tickets.of(0, DOCUMENTS).withRejected("twice told").write(directory.resolve("tickets.jsonl"));
    try (JobFixture alone = new JobFixture(directory)) {
      alone.run(spark, alone.request(alone.pipeline(), "alone", SLICES, input));
      single = Tables.of(alone.tables().settings(Access.READER));
    }
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void open() {
    job = new JobFixture(directory);
  }

  @AfterEach
  void close() {
    job.close();
  }

  private ChildJob child(String runId) throws Exception {
    return ChildJob.start(directory.resolve("home-of-" + runId), job.write("child.yaml", job.pipeline()), runId, SLICES, input);
  }

  private JobResult run(String runId) {
    return job.run(spark, job.request(job.pipeline(), runId, SLICES, input));
  }

  private Tables tables() {
    return Tables.of(job.tables().settings(Access.READER));
  }

  @Test
  void secondDriverOfARunIsRefusedByNameAndTakesOverOnceTheFirstIsKilled() throws Exception {
    try (ChildJob first = child("shared")) {
      first.awaitSlices(2);
      assertThatThrownBy(() -> run("shared"))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind().exitCode()).isEqualTo(ErrorKind.USAGE.exitCode()).isEqualTo(2))
          .hasMessageContaining("Run shared is being driven by process %d on host ", first.pid());
      first.kill();
    }
    assertThat(job.tables().value("SELECT lease_until > now() FROM run")).as("the lease of the killed driver still runs").isEqualTo(true);
    assertThat((long) job.tables().value("SELECT count(*) FROM slice")).isBetween(2L, SLICES - 1L);
    JobResult second = run("shared");
    assertThat(number(second.summary(), "decided")).isEqualTo(DOCUMENTS);
    assertThat(job.tables().value("SELECT lease_token FROM run")).isEqualTo(2L);
    tables().requireEqual(single);
  }

  @Test
  void aDriverThatStoodStillUntilItsLeaseHadEndedStopsByItselfAndLosesNothing() throws Exception {
    try (ChildJob first = child("paused")) {
      first.awaitSlices(2);
      first.signal("STOP");
      job.tables().execute("UPDATE run SET lease_until = clock_timestamp() - interval '1 second'");
      JobResult second = run("paused");
      assertThat(number(second.summary(), "decided")).isEqualTo(DOCUMENTS);
      first.signal("CONT");
      assertThat(first.exitCode()).as(first::output).isEqualTo(ErrorKind.EXTERNAL.exitCode());
      assertThat(first.output()).containsPattern("error: Run paused was taken over by process %d on host \\S+ .*, so this one has stopped"
          .formatted(ProcessHandle.current().pid()));
    }
    assertThat(job.tables().query("SELECT state, exit_code, lease_token FROM run")).containsExactly(List.of("done", 0, 2L));
    tables().requireEqual(single);
  }

  @Test
  void aDriverWhoseRunIsTakenWhileItWorksStopsWithinSecondsAndCommitsNothingMore() throws Exception {
    CompletableFuture<JobResult> running = CompletableFuture.supplyAsync(() -> run("robbed"));
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> (long) job.tables().value("SELECT count(*) FROM slice") >= 2);
    // As a take-over does: slices in flight first.
    job.tables().execute("""
        SELECT FROM run FOR UPDATE;
        UPDATE run SET lease_token = lease_token + 1, lease_owner = 'elsewhere 7 7 -', lease_until = clock_timestamp() + interval '30 seconds'""");
    assertThatThrownBy(() -> running.get(15, TimeUnit.SECONDS)).cause()
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL))
        .hasMessageContaining("Run robbed was taken over by process 7 on host elsewhere");
    assertThat(job.tables().value("SELECT count(*) FROM slice WHERE committed_at > (SELECT lease_until - interval '30 seconds' FROM run)"))
        .as("slices committed after the take-over").isEqualTo(0L);
    assertThat(job.tables().query("SELECT state, lease_token FROM run")).as("the heir's to change").containsExactly(List.of("running", 2L));
    job.tables().execute("UPDATE run SET lease_until = clock_timestamp() - interval '1 second'");
    run("robbed");
    tables().requireEqual(single);
  }

  /** What the ledger holds afterwards is the same whether the server's clock jumps or the times in the rows do. */
  @ParameterizedTest(name = "by {0}")
  @ValueSource(strings = {"2 hours", "-2 hours"})
  void theDatabasesClockJumpsAndTheRunGoesOnAndIsFollowedAtOnce(String jump) throws Exception {
    CompletableFuture<JobResult> running = CompletableFuture.supplyAsync(() -> run("timed"));
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> (long) job.tables().value("SELECT count(*) FROM slice") >= 2);
    job.tables().execute("UPDATE run SET started_at = started_at - interval '%1$s', lease_until = lease_until - interval '%1$s'".formatted(jump));
    assertThat(running.get().exitCode()).isZero();
    assertThat(job.tables().value("SELECT ended_at >= started_at AND lease_until IS NULL FROM run")).isEqualTo(true);
    tables().requireEqual(single);
    job.tables().execute("""
        DELETE FROM slice WHERE slice >= 12;
        UPDATE run SET state = 'running', ended_at = NULL, lease_owner = 'elsewhere 7 7 -', lease_until = clock_timestamp() - interval '%s'""".formatted(jump));
    assertThat(run("timed").exitCode()).as("whether the lease seems to have ended long ago or to end in hours").isZero();
    tables().requireEqual(single, "document", "decision", "field", "current_decision");
  }

  @Test
  void twoRunsOverTheSameDocumentsBothEndAndLeaveWhatOneDoes() throws Exception {
    try (ChildJob one = child("one")) {
      await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> (long) job.tables().value("SELECT count(*) FROM run") == 1);
      JobResult two = run("two");
      assertThat(one.exitCode()).as(one::output).isZero();
      assertThat(two.exitCode()).isZero();
      job.requireBalance(one.summary());
      for (var summary : List.of(one.summary(), two.summary())) {
        assertThat(number(summary, "documents")).isEqualTo(DOCUMENTS + 5);
        assertThat(number(summary, "rejected")).isEqualTo(5);
      }
    }
    assertThat(job.tables().value("SELECT count(*) FROM run a JOIN run b ON a.started_at < b.ended_at AND b.started_at < a.ended_at AND a.run < b.run"))
        .as("the runs were live at the same time").isEqualTo(1L);
    tables().requireEqualDecisions(single);
  }
}
