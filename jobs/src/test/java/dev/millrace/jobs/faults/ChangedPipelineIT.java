package dev.millrace.jobs.faults;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobFixture.Pipeline;
import dev.millrace.jobs.classify.JobRequest;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second run does over documents that a first one has decided: no more than what has changed. */
class ChangedPipelineIT {
  private static final int DOCUMENTS = 600;
  private static final int SLICES = 6;

  private static SparkSession spark;

  @TempDir
  private Path directory;
  private JobFixture job;
  private Pipeline pipeline;
  private Path input;

  @BeforeAll
  static void startSpark() {
    spark = SparkSessions.open("changed pipeline", 2);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void runsOnce() {
    job = new JobFixture(directory);
    pipeline = job.pipeline();
    input = Tickets.of(0, DOCUMENTS).withRejected("twice told").write(directory.resolve("tickets.jsonl"));
    assertThat(run("first", pipeline).summary()).containsEntry("decided", (long) DOCUMENTS).containsEntry("rejected", 5L);
  }

  @AfterEach
  void close() {
    job.close();
  }

  private JobResult run(String runId, Pipeline changed) {
    return job.run(spark, job.request(changed, runId, SLICES, input));
  }

  private Tables tables() {
    return Tables.of(job.tables().settings(Access.READER));
  }

  /** What a run leaves in a database of its own. */
  private Tables alone(Pipeline changed) throws IOException {
    try (JobFixture other = new JobFixture(Files.createDirectory(directory.resolve("alone")))) {
      other.run(spark, other.request(changed.withDatabase(other.pipeline().database()), "alone", SLICES, input));
      return Tables.of(other.tables().settings(Access.READER));
    }
  }

  /** Where each row lies and which transaction wrote it. */
  private List<List<Object>> places(String table) {
    return job.tables().query("SELECT tableoid::text, ctid::text, xmin::text FROM %s ORDER BY tableoid, ctid".formatted(table));
  }

  @Test
  void identicalRunSkipsEverythingAndRewritesNothing() {
    List<List<List<Object>>> before = List.of(places("document"), places("decision"), places("field"));
    Map<String, Object> second = run("second", pipeline).summary();
    assertThat(second).containsEntry("skipped_unchanged", (long) DOCUMENTS).containsEntry("decided", 0L).containsEntry("rejected", 5L)
        .containsEntry("tokens", 0L).containsEntry("windows", 0L);
    assertThat(List.of(places("document"), places("decision"), places("field"))).isEqualTo(before);
    assertThat(job.tables().value("SELECT sum(model_nanos + tokenize_nanos)::bigint FROM slice JOIN run USING (run) WHERE run_id = 'second'")).isEqualTo(0L);
  }

  @Test
  void changedFieldRuleExtractsAgainWithoutTheModel() throws IOException {
    List<List<Object>> decisions = places("decision");
    Pipeline changed = pipeline.withField("order_id", "{type: regex, pattern: 'ORD-1\\d{7}', store: masked}").withField("sum", "{type: money}");
    Map<String, Object> second = run("second", changed).summary();
    assertThat(second).containsEntry("decided", (long) DOCUMENTS).containsEntry("skipped_unchanged", 0L)
        .containsEntry("tokens", 0L).containsEntry("windows", 0L);
    assertThat(places("decision")).isEqualTo(decisions);
    assertThat(job.tables().query("SELECT DISTINCT field FROM field ORDER BY field")).containsExactly(List.of("amount"), List.of("order_id"), List.of("sum"));
    tables().requireEqualDecisions(alone(changed));
  }

  @Test
  void ruleTakenAwayTakesItsFieldsAway() throws IOException {
    Pipeline changed = new Pipeline(pipeline.bundle(), pipeline.category(), Map.of("amount", "{type: money, many: true}"), pipeline.database());
    assertThat(run("second", changed).summary()).containsEntry("tokens", 0L);
    assertThat(job.tables().value("SELECT count(*) FROM field WHERE field = 'order_id'")).isEqualTo(0L);
    tables().requireEqualDecisions(alone(changed));
  }

  @Test
  void changedBundleDecidesAgainBesideTheOld() throws IOException {
    List<List<Object>> oldDecisions = places("decision");
    Pipeline changed = pipeline.withBundle(job.bundle(2));
    JobResult second = run("second", changed);
    assertThat(second.summary()).containsEntry("decided", (long) DOCUMENTS).containsEntry("skipped_unchanged", 0L);
    assertThat(number(second.summary(), "tokens")).isPositive();
    assertThat(places("decision")).containsAll(oldDecisions).hasSize(4 * DOCUMENTS);
    assertThat(job.tables().query("SELECT DISTINCT model_version FROM current_decision")).containsExactly(List.of(second.summary().get("model_version")));
    tables().requireEqual(alone(changed), "document", "field", "current_decision");
  }

  @Test
  void changedTextReplacesDecisionsAndLeavesNoGhostFields() throws IOException {
    assertThat(fieldsOf("T-000000")).hasSize(3);
    input = Tickets.of(0, DOCUMENTS, ticket -> ticket.id().equals("T-000000")
        ? ticket.withBody("no number any more, only £7.00").at(ticket.time().plusSeconds(1)) : ticket).write(input);
    Map<String, Object> second = run("second", pipeline).summary();
    assertThat(second).containsEntry("decided", 1L).containsEntry("skipped_unchanged", DOCUMENTS - 1L).containsEntry("rejected", 0L);
    assertThat(fieldsOf("T-000000")).containsExactly(List.of("amount", "£7.00"));
    tables().requireEqualDecisions(alone(pipeline));
  }

  private List<List<Object>> fieldsOf(String id) {
    return job.tables().query("SELECT field, raw FROM field WHERE document_id = '%s' ORDER BY field, occurrence".formatted(id));
  }

  @Test
  void olderVersionDoesNotOverwrite() {
    Tables before = tables();
    input = Tickets.of(0, DOCUMENTS, ticket -> ticket.id().equals("T-000001")
        ? ticket.withBody("an older text, from £1.00 times").at(ticket.time().minusSeconds(1)) : ticket).write(input);
    assertThat(run("second", pipeline).summary()).containsEntry("rejected.older_version", 1L).containsEntry("skipped_unchanged", DOCUMENTS - 1L)
        .containsEntry("decided", 0L).containsEntry("tokens", 0L);
    tables().requireEqualDecisions(before);
  }

  @Test
  void recomputeDecidesAgain() {
    Tables before = tables();
    JobRequest again = JobFixture.recomputing(job.request(pipeline, "second", SLICES, input));
    Map<String, Object> second = job.run(spark, again).summary();
    assertThat(second).containsEntry("decided", (long) DOCUMENTS).containsEntry("skipped_unchanged", 0L);
    assertThat(number(second, "tokens")).isPositive();
    tables().requireEqualDecisions(before);
  }

  @Test
  void changedAcceptRuleComputesStatusesWithoutTheModel() throws IOException {
    assertThat(abstained()).isPositive();
    Pipeline changed = pipeline.accepting(0.92);
    long before = abstained();
    assertThat(run("second", changed).summary()).containsEntry("tokens", 0L).containsEntry("skipped_unchanged", (long) DOCUMENTS);
    assertThat(abstained()).isGreaterThan(before);
    tables().requireEqualDecisions(alone(changed));
  }

  private long abstained() {
    return (long) job.tables().value("SELECT count(*) FROM decision WHERE status = 'abstained'");
  }
}
