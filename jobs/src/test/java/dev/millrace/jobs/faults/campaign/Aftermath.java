package dev.millrace.jobs.faults.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.faults.Tables;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What must hold once a run has come to its end, whatever happened to it: nothing lost, nothing doubled, usage billed once. */
final class Aftermath {
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(15);

  private final Scene scene;
  private final World.Undisturbed expected;

  Aftermath(Scene scene) {
    this.scene = scene;
    this.expected = scene.expected();
  }

  void require() {
    requireEnded();
    requireAccount();
    requireOneBill();
    requireSameTables();
    requireNothingLeftBehind();
  }

  private List<List<Object>> rows(String sql) {
    return scene.monitor.rows(sql.replace("$run", "(SELECT run FROM run WHERE run_id = '%s')".formatted(scene.drawn.runId())));
  }

  private Object value(String sql) {
    return rows(sql).get(0).get(0);
  }

  private void requireEnded() {
    assertThat(rows("SELECT state, exit_code, error_kind, lease_until, ended_at IS NULL FROM run WHERE run = $run"))
        .as("state, exit code, error kind, lease and missing end of the run").isEqualTo(List.of(Arrays.asList("done", 0, null, null, false)));
  }

  /** The summary that the database keeps is what every repeated command gives. */
  private void requireAccount() {
    Map<String, Object> summary = scene.summary();
    JobFixture.requireBalance(summary, this::rows);
    assertThat(JobFixture.number(summary, "documents")).as("documents").isEqualTo(expected.documents());
    assertThat(JobFixture.number(summary, "rejected")).as("rejected").isEqualTo(World.REJECTED);
    if (scene.ownRunOnly()) {
      assertThat(JobFixture.number(summary, "skipped_unchanged")).as("skipped").isZero();
      assertThat(JobFixture.number(summary, "tokens")).as("tokens of the summary").isEqualTo(expected.tokens());
    }
  }

  private void requireOneBill() {
    assertThat(value("SELECT count(*) FROM slice JOIN run USING (run, pass) WHERE run = $run")).as("slices of the last pass").isEqualTo((long) World.SLICES);
    if (scene.ownRunOnly()) {
      assertThat(value("SELECT sum(tokens)::bigint FROM slice")).as("tokens of all slices").isEqualTo(expected.tokens());
    }
    assertThat(rows("""
        SELECT s.pass, s.slice FROM slice s WHERE NOT EXISTS (
          SELECT FROM attempt a WHERE (a.run, a.pass, a.slice, a.lease_token, a.attempt, a.tokens, a.documents)
            = (s.run, s.pass, s.slice, s.lease_token, s.attempt, s.tokens, s.documents) AND a.outcome = 'committed')""")).as("slices without their attempt").isEmpty();
    assertThat(value("SELECT (SELECT count(*) FROM attempt WHERE outcome = 'committed') - (SELECT count(*) FROM slice)"))
        .as("attempts that say committed, and are no slice's").isEqualTo(0L);
  }

  private void requireSameTables() {
    Tables tables = Tables.of(scene.settings(Access.READER));
    if (!scene.ownRunOnly()) {
      tables.requireEqualDecisions(expected.tables());
    } else if (value("SELECT pass FROM run WHERE run = $run").equals(1)) {
      tables.requireEqual(expected.tables());
    } else {
      tables.requireEqual(expected.tables(), "document", "decision", "field", "rejection", "current_decision");
    }
  }

  private void requireNothingLeftBehind() {
    Moments.await("the end of every connection of the run", LONGEST_GOODBYE, () -> scene.monitor.backends("millrace%").isEmpty());
    assertThat(value("SELECT count(*) FROM pg_prepared_xacts")).as("prepared transactions").isEqualTo(0L);
    if (!scene.serverDied() && !scene.drawn.embedded()) {
      // Those of backends that never said goodbye are the autovacuum's to drop.
      assertThat(value("SELECT count(*) FROM pg_class WHERE relpersistence = 't'")).as("temporary tables").isEqualTo(0L);
    }
    assertThat(value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"))
        .as("idle transactions").isEqualTo(0L);
  }
}
