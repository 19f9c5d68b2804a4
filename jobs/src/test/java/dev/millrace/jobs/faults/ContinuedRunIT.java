package dev.millrace.jobs.faults;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.Access;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobFixture.Pipeline;
import dev.millrace.jobs.classify.JobRequest;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.spark.SparkSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that broke off goes on, in the same or in another world. */
class ContinuedRunIT {
  private static final int DOCUMENTS = 2_000;
  private static final int SLICES = 12;

  @TempDir
  private Path directory;
  private JobFixture job;
  private SparkSession spark;
  private Path input;

  @BeforeEach
  void open() {
    job = new JobFixture(directory);
    input = Tickets.of(0, DOCUMENTS).withRejected("twice told").write(directory.resolve("tickets-1.jsonl"));
    spark = SparkSessions.open("continued run", 1);
  }

  @AfterEach
  void close() {
    spark.stop();
    job.close();
  }

  private JobRequest request(Pipeline pipeline, int slices, Path... inputs) {
    return job.request(pipeline, "broken", slices, inputs);
  }

  /** Begins a run and breaks it off once some slices are committed. */
  private void breakOff(JobRequest request) throws InterruptedException, ExecutionException {
    CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> {
      try {
        job.run(spark, request);
        return null;
      } catch (RuntimeException e) {
        return e;
      }
    });
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> finishedSlices() >= 2);
    spark.sparkContext().cancelAllJobs();
    assertThat(failure.get()).isInstanceOf(MillraceException.class);
    assertThat(finishedSlices()).isBetween(2L, SLICES - 1L);
    assertThat(job.tables().value("SELECT state FROM run")).isEqualTo("failed");
  }

  private long finishedSlices() {
    return (long) job.tables().value("SELECT count(*) FROM slice");
  }

  private Tables tables() {
    return Tables.of(job.tables().settings(Access.READER));
  }

  /** What one run over the inputs leaves in a database of its own. */
  private Tables undisturbed(Path... inputs) {
    try (JobFixture other = new JobFixture(directory)) {
      other.run(spark, other.request(other.pipeline(), "undisturbed", SLICES, inputs));
      return Tables.of(other.tables().settings(Access.READER));
    }
  }

  @Test
  void continuesOnMoreCoresWithTheSlicesItBeganWith() throws Exception {
    breakOff(request(job.pipeline(), SLICES, input));
    spark.stop();
    spark = SparkSessions.open("continued run", 2);
    JobResult result = job.run(spark, request(job.pipeline(), 5, input));
    assertThat(number(result.summary(), "documents")).isEqualTo(DOCUMENTS + 5);
    assertThat(number(result.summary(), "decided")).isEqualTo(DOCUMENTS);
    tables().requireEqual(undisturbed(input));
  }

  @Test
  void continuesWithOneMoreFileAndCountsEachDocumentOnce() throws Exception {
    breakOff(request(job.pipeline(), SLICES, input));
    Path more = Tickets.of(DOCUMENTS, DOCUMENTS + 500).write(directory.resolve("tickets-2.jsonl"));
    JobResult result = job.run(spark, request(job.pipeline(), SLICES, input, more));
    assertThat(number(result.summary(), "decided")).isEqualTo(DOCUMENTS + 500);
    assertThat(number(result.summary(), "rejected")).isEqualTo(5);
    assertThat(number(result.summary(), "skipped_unchanged")).isZero();
    tables().requireEqual(undisturbed(input, more), "document", "decision", "field", "rejection", "current_decision");
  }

  @Test
  void refusesToContinueWithAChangedPipelineNamingBoth() throws Exception {
    breakOff(request(job.pipeline(), SLICES, input));
    Tables before = tables();
    JobRequest changed = request(job.pipeline().withField("sum", "{type: money}"), SLICES, input);
    assertThatThrownBy(() -> job.run(spark, changed))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContainingAll("Run broken began with another version of pipeline support-tickets",
            (String) job.tables().value("SELECT pipeline_hash FROM run"), changed.spec().canonicalHash());
    JobRequest otherBundle = request(job.pipeline().withBundle(job.bundle(2)), SLICES, input);
    assertThatThrownBy(() -> job.run(spark, otherBundle))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE));
    tables().requireEqual(before);
  }

  @Test
  void refusesToContinueWithABundleChangedInItsPlaceNamingBothVersions() throws Exception {
    breakOff(request(job.pipeline(), SLICES, input));
    JobRequest again = request(job.pipeline(), SLICES, input);
    String before = again.plan().bind().bundle().version();
    job.replaceBundle(1, 2);
    assertThatThrownBy(() -> job.run(spark, again))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContainingAll("Run broken began with model version", before, again.plan().bind().bundle().version());
  }
}
