package dev.millrace.retention;

import static dev.millrace.write.Samples.decided;
import static dev.millrace.write.Samples.rejected;
import static dev.millrace.write.Samples.request;
import static dev.millrace.write.Samples.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.PostgresBinaries;
import dev.millrace.database.TestDatabase;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.RejectionReason;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.write.SliceSink;
import dev.millrace.write.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("oldestAndNewest")
class PurgeIT {
  private static final Instant CUTOFF = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant OLD = CUTOFF.minusSeconds(1);

  @Parameter
  PostgresBinaries binaries;

  private TestDatabase tables;
  private Database database;
  private Lease run;

  static Stream<PostgresBinaries> oldestAndNewest() {
    return Stream.of(TestDatabase.oldest(), PostgresBinaries.bundled());
  }

  @BeforeEach
  void open() {
    tables = TestDatabase.fresh(binaries);
    database = tables.open(Access.WRITER);
    run = (Lease) RunLedger.begin(database, request("run"));
  }

  @AfterEach
  void close() {
    run.close();
    tables.close();
  }

  @Test
  void whatIsOldGoesByItsTimeOrElseByItsLastChangeAndTheRestStays() {
    write(decided("at-cutoff", "young enough", CUTOFF), decided("old", "two words", OLD), decided("timeless", "changed today", null),
        decided("timeless-old", "changed long ago", null), rejected("r-new", RejectionReason.EMPTY_TEXT), rejected("r-old", RejectionReason.EMPTY_TEXT));
    tables.execute("UPDATE document SET updated_at = '2026-04-30T23:59:59Z' WHERE document_id IN ('timeless-old', 'at-cutoff')");
    tables.execute("UPDATE rejection SET rejected_at = '2026-04-30T23:59:59Z' WHERE key = 'r-old'; UPDATE run SET started_at = '2026-04-30T12:00:00Z'");
    tables.execute("INSERT INTO gold (source, document_id, task, label, labelled_by) SELECT 'helpdesk', id, 'category', 'x', 'ann' FROM unnest('{old,timeless}'::text[]) id");
    tables.execute("INSERT INTO document SELECT run, updated_at, document_time, rule_set, 'other', document_id, content_hash, attributes FROM document");

    Map<String, Long> expected = Map.of("document", 2L, "decision", 2L, "field", 5L, "gold", 1L, "rejection", 1L);
    assertThat(purge(2, true)).isEqualTo(new Purge.Result(expected, 0, true));
    assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo(8L);
    assertThat(tables.value("SELECT count(*) FROM audit")).as("a dry run is nothing to account for").isEqualTo(0L);

    assertThat(purge(2, false)).isEqualTo(new Purge.Result(expected, 0, true));
    assertThat(ids("document WHERE source = 'helpdesk'")).containsExactly("at-cutoff", "timeless");
    assertThat(ids("document WHERE source = 'other'")).hasSize(4);
    assertThat(ids("decision")).containsExactly("at-cutoff", "timeless");
    assertThat(ids("field")).containsExactly("at-cutoff", "at-cutoff", "timeless", "timeless");
    assertThat(ids("gold")).containsExactly("timeless");
    assertThat(ids("rejection")).containsExactly("r-new");
    assertThat(tables.value("SELECT count(*) FROM slice")).isEqualTo(1L);
    assertThat(tables.query("SELECT what, database_user, os_user, source, older_than, counts::text, ended_at IS NOT NULL FROM audit")).containsExactly(List.of(
        "purge", "millrace_writer", System.getProperty("user.name"), "helpdesk", java.sql.Timestamp.from(CUTOFF),
        "{\"gold\": 1, \"field\": 5, \"decision\": 2, \"document\": 2, \"rejection\": 1}", true));
  }

  /** And so never in a circle: a job's slice may wait for a batch, a batch for nothing. */
  @Test
  void aDocumentThatAJobHoldsIsNotWaitedForAndLeftForTheNextTime() throws SQLException {
    write(decided("a", "old", OLD), decided("b", "old", OLD));
    try (Connection job = database.connection(); Statement statement = job.createStatement()) {
      job.setAutoCommit(false);
      statement.execute("SELECT FROM document WHERE document_id = 'a' FOR NO KEY UPDATE");
      assertThat(purge(100, false).inUse()).isEqualTo(1);
      job.rollback();
    }
    assertThat(ids("document")).containsExactly("a");
    assertThat(purge(100, false)).extracting(Purge.Result::inUse, result -> result.counts().get("document")).containsExactly(0L, 1L);
    assertThat(ids("document")).isEmpty();
  }

  /** A job's COPY, merge and row locks conflict with none of these modes. */
  @Test
  void aBatchHoldsNoLockThatStopsAJob() throws SQLException {
    List<Outcome> documents = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      documents.add(decided("d%03d".formatted(i), "some words", OLD));
    }
    write(documents.toArray(Outcome[]::new));
    Purge purge = new Purge(database, order(300, PurgeOrder.UNBOUNDED, false));
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      assertThat(purge.purgePage(connection, "helpdesk", "")).isEqualTo("d299");
      assertThat(tables.query("""
          SELECT DISTINCT mode FROM pg_locks WHERE locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND pid IN (SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()) ORDER BY mode"""))
          .containsExactly(List.of("AccessShareLock"), List.of("RowExclusiveLock"), List.of("RowShareLock"));
      try (SliceSink job = new SliceSink(database::connection, run.run(), 1, 0, WriteMode.MERGE)) {
        job.write(List.of(decided("d300", "changed meanwhile", OLD), decided("new", "words", CUTOFF)));
        job.commit(usage(2, 2, 0, 0), Map.of());
      }
      connection.rollback();
    }
    assertThat(ids("document")).hasSize(501);
  }

  @Test
  void brokenOffItHasToldWhatItDidAndGoesOnNextTime() {
    write(decided("a", "old", OLD), decided("b", "old", OLD), decided("c", "old", OLD));
    Purge.Result nothing = new Purge(database, order(1, Duration.ZERO, false)).run();
    assertThat(nothing.complete()).isFalse();
    assertThat(tables.query("SELECT ended_at IS NULL FROM audit")).containsExactly(List.of(true));

    assertThat(purge(1, false).counts()).containsEntry("document", 3L);
  }

  private Purge.Result purge(int batch, boolean dryRun) {
    return new Purge(database, order(batch, PurgeOrder.UNBOUNDED, dryRun)).run();
  }

  private static PurgeOrder order(int batch, Duration atMost, boolean dryRun) {
    return new PurgeOrder("helpdesk", null, CUTOFF, batch, atMost, dryRun);
  }

  private void write(Outcome... outcomes) {
    long bad = Stream.of(outcomes).filter(Outcome.Rejected.class::isInstance).count();
    try (SliceSink sink = new SliceSink(database::connection, run.run(), 0, 0, WriteMode.MERGE)) {
      sink.write(List.of(outcomes));
      sink.commit(usage(outcomes.length, outcomes.length - bad, bad, 0), Map.of());
    }
  }

  private List<Object> ids(String table) {
    return tables.query("SELECT document_id FROM %s ORDER BY 1".formatted(table)).stream().map(row -> row.get(0)).toList();
  }
}
