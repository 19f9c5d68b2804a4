package dev.millrace.jobs.faults;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.Access;
import dev.millrace.database.TestServer;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PostgreSQL restarted, full or read-only amid a run: the run rides it out, or says what to do and goes on afterwards. */
class DatabaseOutageIT {
  private static final int DOCUMENTS = 3_000;
  private static final int SLICES = 30;
  /** So many that the table of rejections, which is not cut into parts, outgrows the small server. */
  private static final int UNTIMED = 12_000;
  /** A slice that was tried again finds its first try's answers cached, and counts them as duplicates. */
  private static final String[] RESULTS = {"document", "decision", "field", "rejection", "current_decision"};

  @TempDir
  private static Path directory;
  private static SparkSession spark;
  private static Path input;
  private static Tables undisturbed;
  private static TestServer server;
  private static JobFixture job;
  private static int schemas;

  private String schema;

  @BeforeAll
  static void runsUndisturbed() {
    spark = SparkSessions.open("database outages", 2);
    Tickets tickets = Tickets.of(0, DOCUMENTS).withRejected("twice told");
    for (int i = 0; i < UNTIMED; i++) {
      tickets.line("{\"id\": \"U-%06d\", \"subject\": \"when\", \"body\": \"no matter\", \"created_at\": \"yesterday\"}".formatted(i));
    }
    input = tickets.write(directory.resolve("tickets.jsonl"));
    job = new JobFixture(directory);
    job.run(spark, job.request(job.pipeline(), "undisturbed", SLICES, input));
    undisturbed = Tables.of(job.tables().settings(Access.READER));
    server = TestServer.open();
  }

  @AfterAll
  static void stopAll() {
    server.close();
    job.close();
    spark.stop();
  }

  @BeforeEach
  void freshSchema() {
    schema = "outage_" + ++schemas;
    server.migrate(schema);
  }

  @AfterEach
  void writableAndRoomy() {
    server.execute("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()", "DROP SCHEMA %s CASCADE".formatted(schema));
  }

  private JobResult run() {
    String database = JobFixture.yaml(server.settings(Access.WRITER, schema));
    return job.run(spark, job.request(job.pipeline().withDatabase(database), "broken", SLICES, input));
  }

  private CompletableFuture<JobResult> runUntilSomeSlicesAreFinished() {
    CompletableFuture<JobResult> running = CompletableFuture.supplyAsync(this::run);
    await().atMost(Duration.ofSeconds(60)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> running.isDone() || finishedSlices() >= 3);
    if (running.isCompletedExceptionally()) {
      running.join();
    }
    assertThat(finishedSlices()).isBetween(3L, SLICES - 5L);
    return running;
  }

  private long finishedSlices() {
    return (long) server.value(schema, "SELECT count(*) FROM slice");
  }

  private void requireWhatAnUndisturbedRunLeaves(JobResult result) {
    assertThat(result.exitCode()).isZero();
    assertThat(number(result.summary(), "decided")).isEqualTo(DOCUMENTS);
    assertThat(number(result.summary(), "rejected")).isEqualTo(5 + UNTIMED);
    assertThat(server.value(schema, "SELECT state FROM run")).isEqualTo("done");
    Tables.of(server.settings(Access.READER, schema)).requireEqual(undisturbed, RESULTS);
  }

  private static void pass(Duration duration) {
    await().atMost(duration.plusSeconds(5)).pollDelay(duration).until(() -> true);
  }

  @ParameterizedTest(name = "{0}, gone for {1} s")
  @CsvSource({"fast, 1", "immediate, 3"})
  void aRestartIsRiddenOut(String mode, int seconds) throws Exception {
    CompletableFuture<JobResult> running = runUntilSomeSlicesAreFinished();
    server.stop(mode);
    pass(Duration.ofSeconds(seconds));
    server.start(TestServer.ENDLESS);
    requireWhatAnUndisturbedRunLeaves(running.get());
    assertThat(server.value(schema, "SELECT lease_token FROM run")).as("by the same driver").isEqualTo(1L);
  }

  @Tag("faults")
  @ParameterizedTest(name = "{0}, gone for {1} s")
  @CsvSource({"fast, 20", "immediate, 20", "immediate, 75"})
  void aLongRestartIsRiddenOut(String mode, int seconds) throws Exception {
    aRestartIsRiddenOut(mode, seconds);
  }

  @Tag("faults")
  @Test
  void aServerThatStaysAwayEndsTheRunAfterTwoMinutesAndItGoesOnLater() throws Exception {
    CompletableFuture<JobResult> running = runUntilSomeSlicesAreFinished();
    server.stop("immediate");
    long start = System.nanoTime();
    assertThatThrownBy(running::get).isInstanceOf(ExecutionException.class).cause()
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL))
        .hasMessageContainingAll("took no write of run broken for 120 s", "refused", "the same --run-id goes on");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(115), Duration.ofSeconds(140));
    server.start(TestServer.ENDLESS);
    requireWhatAnUndisturbedRunLeaves(run());
  }

  @Test
  void aServerThatIsReadOnlyForAWhileIsWaitedFor() throws Exception {
    CompletableFuture<JobResult> running = runUntilSomeSlicesAreFinished();
    server.execute("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    pass(Duration.ofSeconds(3));
    assertThat(running).isNotDone();
    server.execute("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()");
    requireWhatAnUndisturbedRunLeaves(running.get());
  }

  @Test
  void aServerThatIsReadOnlyFromTheBeginningIsToldAsThat() {
    server.execute("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    assertThatThrownBy(this::run)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL))
        .hasMessageContainingAll("PostgreSQL takes no writes", "25006", "standby");
  }

  @Test
  void aFullDiskEndsTheRunWithNothingHalfWrittenAndItGoesOnOnceThereIsRoom() {
    // What other tests left in the catalogs would reach the limit before the rows do.
    server.execute("VACUUM FULL");
    server.stop("fast");
    server.start(TestServer.SMALL_KIB);
    assertThatThrownBy(this::run)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EXTERNAL))
        .hasMessageContainingAll("The disk of PostgreSQL is full", "Make room");
    assertThat(finishedSlices()).isBetween(1L, SLICES - 1L);
    assertThat(server.value(schema, "SELECT count(*) FROM document")).as("documents, as the finished slices count them")
        .isEqualTo(server.value(schema, "SELECT sum(decided)::bigint FROM slice"));
    assertThat(server.value(schema, "SELECT state || ' ' || exit_code FROM run")).isEqualTo("failed 3");

    server.stop("fast");
    server.start(TestServer.ENDLESS);
    requireWhatAnUndisturbedRunLeaves(run());
  }
}
