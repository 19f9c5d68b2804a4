package dev.millrace.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.Access;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slices whose transaction breaks are tried again within the run. */
class RetriedTaskIT {
  private static final int DOCUMENTS = 3_000;
  private static final int SLICES = 16;

  @TempDir
  private Path directory;
  private JobFixture job;
  private SparkSession spark;

  @BeforeEach
  void open() {
    job = new JobFixture(directory);
    spark = SparkSessions.open("retried task", 2);
  }

  @AfterEach
  void close() {
    spark.stop();
    job.close();
  }

  @Test
  void runEndsRightThoughBackendsWereTerminatedAmidSlices() throws Exception {
    Path input = Tickets.of(0, DOCUMENTS).withRejected("twice told").write(directory.resolve("tickets.jsonl"));
    CompletableFuture<JobResult> running = CompletableFuture.supplyAsync(() ->
        job.run(spark, job.request(job.pipeline(), "retried", SLICES, input)));
    await().atMost(Duration.ofSeconds(60)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> terminateASlice() || running.isDone());
    JobResult result = running.get();
    assertThat(result.exitCode()).isZero();
    assertThat(result.summary()).containsEntry("decided", (long) DOCUMENTS).containsEntry("rejected", 5L);
    assertThat((long) job.tables().value("SELECT count(*) FROM attempt WHERE outcome = 'failed'")).as("attempts that failed").isPositive();
    assertThat(job.tables().value("SELECT count(*) FROM attempt WHERE outcome = 'committed'")).isEqualTo((long) SLICES);
    try (JobFixture undisturbed = new JobFixture(directory)) {
      undisturbed.run(spark, undisturbed.request(undisturbed.pipeline(), "undisturbed", SLICES, input));
      // Slices are left out: a second attempt finds the first one's answers in the cache and counts them as duplicates.
      Tables.of(job.tables().settings(Access.READER)).requireEqual(Tables.of(undisturbed.tables().settings(Access.READER)),
          "document", "decision", "field", "rejection", "current_decision");
    }
  }

  /** A backend that writes a slice bears the run's name and the slice's number. */
  private boolean terminateASlice() {
    return !job.tables().query("""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'millrace retried/%' LIMIT 1""").isEmpty();
  }
}
