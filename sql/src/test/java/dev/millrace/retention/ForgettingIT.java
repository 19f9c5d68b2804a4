package dev.millrace.retention;

import static dev.millrace.write.Samples.SOURCE;
import static dev.millrace.write.Samples.decided;
import static dev.millrace.write.Samples.rejected;
import static dev.millrace.write.Samples.request;
import static dev.millrace.write.Samples.unchanged;
import static dev.millrace.write.Samples.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.TestDatabase;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.RejectionReason;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.write.DirectCopyConflict;
import dev.millrace.write.SliceSink;
import dev.millrace.write.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code forget} beside slices that write the same document: whichever comes first, nothing of it is left. */
class ForgettingIT {
  private final TestDatabase tables = TestDatabase.fresh();
  private final Database database = tables.open(Access.WRITER);
  private Lease run;

  @BeforeEach
  void begin() {
    run = (Lease) RunLedger.begin(database, request("run"));
  }

  @AfterEach
  void close() {
    run.close();
    tables.close();
  }

  @Test
  void aSliceThatCommitsAfterwardsDropsTheDocumentAndCountsItAsRejected() throws SQLException {
    write(0, WriteMode.MERGE, decided("d1", "stored before", null));
    try (SliceSink slice = sink(1, WriteMode.MERGE)) {
      slice.write(List.of(decided("d1", "changed text here", null), decided("d2", "kept", null), rejected("d1#cafe#1", RejectionReason.DUPLICATE_ID),
          new Outcome.Rejected("d1#cafe#2", "d1", RejectionReason.DUPLICATE_ID, null), rejected("d3", RejectionReason.EMPTY_TEXT)));
      forget("d1", "d1#cafe#1");
      slice.commit(usage(5, 2, 3, 0), Map.of("accepted.category", 2L, "rejected.duplicate_id", 2L, "rejected.empty_text", 1L));
    }

    assertThat(cells("d1")).isEmpty();
    String mark = mark("d1");
    assertThat(tables.query("SELECT key, document_id, reason FROM rejection ORDER BY reason, key")).containsExactlyInAnyOrder(
        List.of("d3", "d3", "empty_text"), List.of(mark, mark, "forgotten"), List.of(mark + "#1", mark, "forgotten"),
        List.of(mark("d1#cafe#1") + "#1", mark("d1#cafe#1"), "forgotten"));
    assertThat(tables.query("SELECT documents, decided, rejected, fields, counters::text FROM slice WHERE slice = 1")).containsExactly(List.of(5L, 1L, 4L, 1L,
        "{\"accepted.category\": 1, \"rejected.forgotten\": 3, \"rejected.empty_text\": 1, \"rejected.duplicate_id\": 0}"));
    assertThat(tables.value("SELECT document_id FROM document")).isEqualTo("d2");
  }

  @Test
  void aDocumentFoundUnchangedIsRejectedAsWell() throws SQLException {
    write(0, WriteMode.MERGE, decided("d1", "same", null));
    try (SliceSink slice = sink(1, WriteMode.MERGE)) {
      slice.write(List.of(unchanged("d1", "same")));
      forget("d1");
      slice.commit(usage(1, 0, 0, 1), Map.of());
    }
    assertThat(tables.query("SELECT documents, rejected, skipped_unchanged FROM slice WHERE slice = 1")).containsExactly(List.of(1L, 1L, 0L));
    assertThat(cells("d1")).isEmpty();
  }

  @Test
  void aDirectCopyGivesWayAndIsDoneAgain() throws SQLException {
    ForgottenDocuments before = forgotten();
    try (SliceSink slice = new SliceSink(database::connection, run.run(), 0, 0, WriteMode.DIRECT, before)) {
      slice.write(IntStream.range(0, 16_000).mapToObj(i -> decided("d%05d".formatted(i), "already copied", null)).toList());
      forget("d00007");
      assertThatThrownBy(() -> slice.commit(usage(16_000, 16_000, 0, 0), Map.of())).isInstanceOf(DirectCopyConflict.class);
    }
    assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo(0L);
    try (SliceSink again = new SliceSink(database::connection, run.run(), 0, 1, WriteMode.DIRECT, forgotten())) {
      again.write(List.of(decided("d00008", "not forgotten", null)));
      again.commit(usage(1, 1, 0, 0), Map.of());
    }
    assertThat(tables.value("SELECT document_id FROM document")).isEqualTo("d00008");
  }

  /** The slice holds what it has copied or merged, uncommitted, when {@code forget} comes. */
  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void forgetWaitsForASliceThatIsCommittingAndErasesWhatItLeft(WriteMode mode) throws Exception {
    CompletableFuture<Void> forgetting;
    CompletableFuture<Void> committing;
    try (Connection blocker = database.connection(); Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      // Slices insert into this table last of all, so this one stops within its commit.
      statement.execute("LOCK TABLE attempt IN EXCLUSIVE MODE");
      committing = CompletableFuture.runAsync(() -> write(0, mode, decided("d1", "some text", null)));
      awaitWaiting("attempt");
      forgetting = CompletableFuture.runAsync(() -> forget("d1"));
      awaitWaiting("forgotten");
      assertThat(forgetting).isNotDone();
      blocker.rollback();
    }
    committing.get();
    forgetting.get();

    assertThat(tables.query("SELECT documents, decided, rejected FROM slice")).containsExactly(List.of(1L, 1L, 0L));
    assertThat(cells("d1")).isEmpty();
    assertThat(tables.value("SELECT counts::text FROM audit")).isEqualTo("{\"gold\": 0, \"field\": 2, \"decision\": 1, \"document\": 1, \"forgotten\": 1, \"rejection\": 0}");
  }

  @Test
  void manyAreFoundAmongManyAndOnlyOfTheirSource() throws SQLException {
    Set<String> ids = IntStream.range(0, 5_000).mapToObj(i -> "id-" + i).collect(java.util.stream.Collectors.toSet());
    forget(ids.toArray(String[]::new));
    try (Connection connection = database.connection()) {
      ForgottenDocuments forgotten = ForgottenDocuments.of(connection, SOURCE);
      assertThat(forgotten.among(connection, List.of("id-0", "id-4999", "id-5000", "id-\u0000"))).containsOnlyKeys("id-0", "id-4999");
      assertThat(forgotten.among(connection, List.of("id-0"))).containsValue(mark("id-0"));
      assertThat(ForgottenDocuments.of(connection, "other").isEmpty()).isTrue();
    }
  }

  /** Source and id are told apart by their lengths, and the key is made once. */
  @Test
  void marksAreThoseOfOneKeyAndTellSourceFromId() throws SQLException {
    forget("d1");
    try (Connection connection = database.connection()) {
      byte[] mark = ForgetKey.find(connection).mark("ab", "c");
      assertThat(ForgetKey.findOrMake(connection).mark("ab", "c")).isEqualTo(mark).isNotEqualTo(ForgetKey.find(connection).mark("a", "bc"));
    }
    assertThat(tables.value("SELECT count(*) FROM forget_key")).isEqualTo(1L);
  }

  private void awaitWaiting(String table) {
    await().until(() -> !tables.query("SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE NOT l.granted AND c.relname = '%s'".formatted(table)).isEmpty());
  }

  private SliceSink sink(int slice, WriteMode mode) {
    return new SliceSink(database::connection, run.run(), slice, 0, mode, forgotten());
  }

  private ForgottenDocuments forgotten() {
    try (Connection connection = database.connection()) {
      return ForgottenDocuments.of(connection, SOURCE);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void write(int slice, WriteMode mode, Outcome outcome) {
    try (SliceSink sink = sink(slice, mode)) {
      sink.write(List.of(outcome));
      sink.commit(usage(1, 1, 0, 0), Map.of());
    }
  }

  private void forget(String... ids) {
    try (Forgetting forgetting = Forgetting.begin(database, "forget", SOURCE)) {
      forgetting.forget(Set.of(ids));
      forgetting.end();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private String mark(String id) throws SQLException {
    try (Connection connection = database.connection()) {
      return java.util.HexFormat.of().formatHex(ForgetKey.find(connection).mark(SOURCE, id));
    }
  }

  /** Places of an id in the tables that hold documents. */
  private List<List<Object>> cells(String id) {
    return tables.query("""
        SELECT 'document' FROM document WHERE document_id = '%1$s' UNION ALL SELECT 'decision' FROM decision WHERE document_id = '%1$s'
        UNION ALL SELECT 'field' FROM field WHERE document_id = '%1$s' UNION ALL SELECT 'rejection' FROM rejection WHERE document_id = '%1$s' OR key LIKE '%1$s%%'""".formatted(id));
  }
}
