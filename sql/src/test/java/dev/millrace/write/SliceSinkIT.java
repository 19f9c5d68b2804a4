package dev.millrace.write;

import static dev.millrace.write.Samples.RULES;
import static dev.millrace.write.Samples.USAGE;
import static dev.millrace.write.Samples.decided;
import static dev.millrace.write.Samples.decision;
import static dev.millrace.write.Samples.header;
import static dev.millrace.write.Samples.rejected;
import static dev.millrace.write.Samples.request;
import static dev.millrace.write.Samples.unchanged;
import static dev.millrace.write.Samples.withoutFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.PostgresBinaries;
import dev.millrace.database.TestDatabase;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.RejectionReason;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.LeasedRun;
import dev.millrace.ledger.RunLedger;
import dev.millrace.ledger.RunRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.ParameterizedTest;

@ParameterizedClass
@MethodSource("oldestAndNewest")
class SliceSinkIT {
  private static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00Z");
  private static final Instant TUESDAY = MONDAY.plusSeconds(86_400);

  @Parameter
  PostgresBinaries binaries;

  private TestDatabase tables;
  private Database database;
  private final List<Lease> leases = new ArrayList<>();

  static Stream<PostgresBinaries> oldestAndNewest() {
    return Stream.of(TestDatabase.oldest(), PostgresBinaries.bundled());
  }

  @BeforeEach
  void open() {
    tables = TestDatabase.fresh(binaries);
    database = tables.open(Access.WRITER);
  }

  @AfterEach
  void close() {
    leases.forEach(Lease::close);
    tables.close();
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void bothModesStoreTheSameRows(WriteMode mode) {
    write(begin("run"), 0, mode, decided("d1", "refund please", MONDAY), decided("d2", "crash", null), rejected("d3", RejectionReason.EMPTY_TEXT));

    assertThat(tables.query("SELECT source, document_id, encode(content_hash, 'hex'), document_time, attributes::text, rule_set, run FROM document ORDER BY 2"))
        .containsExactly(
            List.of("helpdesk", "d1", header("d1", "refund please", MONDAY).contentHash().toString(), java.sql.Timestamp.from(MONDAY), "{\"product\": \"tea\uFFFDpot ☕\"}", 1, 1L),
            java.util.Arrays.asList("helpdesk", "d2", header("d2", "crash", null).contentHash().toString(), null, "{\"product\": \"tea\uFFFDpot ☕\"}", 1, 1L));
    assertThat(tables.query("SELECT document_id, task, model_version, label, score, top_labels::text, round(top_scores[2]::numeric, 3)::text, status::text, threshold, windows::int, decided_by FROM decision ORDER BY 1"))
        .containsExactly(
            List.of("d1", "category", 1, "refund", 0.95f, "{refund,ünlike\uD83D\uDE00ly}", "0.050", "accepted", 0.9, 1, "model"),
            List.of("d2", "category", 1, "crash", 0.95f, "{crash,ünlike\uD83D\uDE00ly}", "0.050", "accepted", 0.9, 1, "model"));
    assertThat(tables.query("SELECT document_id, field, occurrence::int, type, part, span_start, span_end, raw, value, validated, rule_set FROM field ORDER BY 1, 3"))
        .containsExactly(
            List.of("d1", "word", 0, "regex", "body", 0, 1, "refund", "refund", true, 1),
            List.of("d1", "word", 1, "regex", "body", 1, 2, "please", "please", true, 1),
            List.of("d2", "word", 0, "regex", "body", 0, 1, "crash", "crash", true, 1));
    assertThat(tables.query("SELECT run, source, key, document_id, reason FROM rejection")).containsExactly(List.of(1L, "helpdesk", "d3", "d3", "empty_text"));
    assertThat(tables.query("SELECT slice, attempt, documents, decided, windows, counters::text FROM slice")).containsExactly(List.of(0, 0, 10L, 10L, 7L, "{\"accepted\": 1}"));
    assertThat(tables.query("SELECT slice, attempt, outcome, documents, write_nanos > 0 FROM attempt")).containsExactly(List.of(0, 0, "committed", 10L, true));
  }

  @Test
  void aReplayedSliceRewritesNothing() {
    Lease run = begin("run");
    Outcome[] outcomes = IntStream.range(0, 500).mapToObj(i -> decided("d%04d".formatted(i), "text number " + i, MONDAY)).toArray(Outcome[]::new);
    write(run, 0, WriteMode.DIRECT, outcomes);
    List<List<Object>> before = rowVersions();

    write(run, 1, WriteMode.MERGE, outcomes);

    assertThat(rowVersions()).hasSize(500 * 5).isEqualTo(before);
  }

  @Test
  void aSliceCommittedByAnotherAttemptIsNotWrittenAgainAndTheLosersUsageIsKept() {
    Lease run = begin("run");
    write(run, 2, WriteMode.MERGE, decided("d1", "first", null));

    SliceSink second = new SliceSink(database::connection, run.run(), 2, 1, WriteMode.MERGE);
    second.write(List.of(decided("d1", "second", null)));

    assertThatThrownBy(() -> second.commit(USAGE, Map.of())).isInstanceOf(SliceAlreadyCommitted.class).hasMessageContaining("Slice 2 of run run");
    assertThat(tables.value("SELECT label FROM decision")).isEqualTo("first");
    assertThat(tables.query("SELECT attempt, outcome, tokens FROM attempt ORDER BY 1")).containsExactly(List.of(0, "committed", 5L), List.of(1, "lost", 5L));
    assertThat(run.totals().usage().tokens()).isEqualTo(5);
  }

  @Test
  void ofTwoAttemptsRacingExactlyOneCommits() {
    Lease run = begin("run");
    List<CompletableFuture<Boolean>> attempts = IntStream.range(0, 4).mapToObj(attempt -> CompletableFuture.supplyAsync(() -> {
      try (SliceSink sink = new SliceSink(database::connection, run.run(), 0, attempt, WriteMode.MERGE)) {
        sink.write(IntStream.range(0, 200).mapToObj(i -> decided("d%03d".formatted(i), "attempt" + attempt, null)).toList());
        sink.commit(USAGE, Map.of());
        return true;
      } catch (SliceAlreadyCommitted e) {
        return false;
      }
    })).toList();

    assertThat(attempts.stream().filter(CompletableFuture::join).count()).isEqualTo(1);
    assertThat(tables.value("SELECT count(DISTINCT label) FROM decision")).isEqualTo(1L);
    assertThat(tables.query("SELECT outcome, count(*) FROM attempt GROUP BY 1 ORDER BY 1")).containsExactly(List.of("committed", 1L), List.of("lost", 3L));
  }

  @Test
  void closingWithoutCommitLeavesNoTraceAndAnAbandonedAttemptLeavesItsUsage() throws SQLException {
    Lease run = begin("run");
    try (SliceSink sink = new SliceSink(database::connection, run.run(), 0, 0, WriteMode.DIRECT)) {
      sink.write(many(40_000));
    }
    SliceSink failed = new SliceSink(database::connection, run.run(), 0, 1, WriteMode.DIRECT);
    failed.write(many(10));
    failed.abandon(AttemptOutcome.FAILED, USAGE);

    assertThat(tables.value("SELECT (SELECT count(*) FROM slice) + (SELECT count(*) FROM document) + (SELECT count(*) FROM decision)")).isEqualTo(0L);
    assertThat(tables.query("SELECT attempt, outcome, documents FROM attempt")).containsExactly(List.of(1, "failed", 10L));
    write(run, 0, WriteMode.DIRECT, decided("d1", "now", null));
    assertThat(run.finishedSlices().cardinality()).isEqualTo(1);
  }

  @Test
  void aDirectCopyThatMeetsAWrittenDocumentAsksForAMerge() {
    Lease first = begin("first");
    Lease second = begin("second");
    assertThat(second.directCopy()).isTrue();
    write(first, 0, WriteMode.DIRECT, decided("d1", "same", null));

    try (SliceSink sink = new SliceSink(database::connection, second.run(), 0, 0, WriteMode.DIRECT)) {
      sink.write(List.of(decided("d0", "new", null), decided("d1", "same", null)));
      assertThatThrownBy(() -> sink.commit(USAGE, Map.of())).isInstanceOf(DirectCopyConflict.class);
    }
    assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo(1L);
    write(second, 0, WriteMode.MERGE, decided("d0", "new", null), decided("d1", "same", null));
    assertThat(tables.query("SELECT document_id, run FROM document ORDER BY 1")).containsExactly(List.of("d0", 2L), List.of("d1", 1L));
  }

  @Test
  void aChangedTextReplacesTheDecisionAndLeavesNoGhostFields() {
    write(begin("one"), 0, WriteMode.DIRECT, decided("d1", "refund for two cups", MONDAY), decided("d2", "keep me", MONDAY));
    write(begin("two"), 0, WriteMode.MERGE, decided("d1", "crash now", TUESDAY));

    assertThat(tables.query("SELECT document_id, label, run FROM decision ORDER BY 1")).containsExactly(List.of("d1", "crash", 2L), List.of("d2", "keep", 1L));
    assertThat(tables.query("SELECT document_id, value FROM field ORDER BY 1, occurrence"))
        .containsExactly(List.of("d1", "crash"), List.of("d1", "now"), List.of("d2", "keep"), List.of("d2", "me"));
  }

  @Test
  void aChangedTextLosesItsFieldsInAPipelineWithoutFieldsToo() {
    write(begin("one"), 0, WriteMode.DIRECT, decided("d1", "refund me", null), decided("d2", "keep me", null));
    Lease noFields = begin(request("two", "a", 0.9, null));
    write(noFields, 0, WriteMode.MERGE, withoutFields("d1", "crash"), withoutFields("d2", "keep me"));

    assertThat(tables.query("SELECT document_id, value FROM field ORDER BY 1, occurrence")).containsExactly(List.of("d2", "keep"), List.of("d2", "me"));
    assertThat(tables.query("SELECT document_id, rule_set FROM document ORDER BY 1")).containsExactly(java.util.Arrays.asList("d1", null), List.of("d2", 1));
  }

  @Test
  void anOlderVersionNeverOverwritesANewerOne() {
    write(begin("one"), 0, WriteMode.DIRECT, decided("d1", "newer text", TUESDAY));
    write(begin("two"), 0, WriteMode.MERGE, decided("d1", "older", MONDAY));
    assertThat(tables.query("SELECT label, (SELECT count(*) FROM field), (SELECT document_time FROM document) FROM decision"))
        .containsExactly(List.of("newer", 2L, java.sql.Timestamp.from(TUESDAY)));

    write(begin("three"), 0, WriteMode.MERGE, decided("d1", "timeless", null));
    assertThat(tables.value("SELECT label FROM decision")).isEqualTo("timeless");
  }

  @Test
  void aNewModelVersionDecidesBesideTheOldOneAndServesOnceComplete() {
    write(begin("one"), 0, WriteMode.DIRECT, decided("d1", "refund", null));
    Lease second = begin(request("two", "b", 0.9, RULES));
    Outcome other = new Outcome.Decided(header("d1", "refund", null), List.of(decision("other", 0.7f, 0.9)), fieldsOf("refund"), new Outcome.Cost(1, 1, false, false));
    write(second, 0, WriteMode.MERGE, other);
    assertThat(tables.query("SELECT label, model_version FROM current_decision")).containsExactly(List.of("refund", "a".repeat(64)));

    IntStream.range(1, 4).forEach(slice -> write(second, slice, WriteMode.MERGE));
    second.complete("{}", 0);
    assertThat(tables.query("SELECT label, status::text, model_version FROM current_decision")).containsExactly(List.of("other", "abstained", "b".repeat(64)));

    tables.execute("INSERT INTO gold (source, document_id, task, label, labelled_by) VALUES ('helpdesk', 'd1', 'category', 'human', 'ann'), ('helpdesk', 'd9', 'category', 'new', 'ann')");
    assertThat(tables.query("SELECT document_id, label, status::text, decided_by FROM current_decision ORDER BY 1"))
        .containsExactly(List.of("d1", "human", "accepted", "gold"), List.of("d9", "new", "accepted", "gold"));
  }

  @Test
  void theStatusOfUnchangedDocumentsFollowsAChangedThresholdWithoutTheModel() {
    write(begin("one"), 0, WriteMode.DIRECT, decided("d1", "refund", MONDAY), decided("d2", "crash", MONDAY));
    write(begin(request("two", "a", 0.99, RULES)), 0, WriteMode.MERGE, unchanged("d1", "refund"));
    assertThat(statuses()).containsExactly(List.of("d1", "abstained", 0.99, 1L), List.of("d2", "accepted", 0.9, 1L));

    write(begin(request("three", "a", null, RULES)), 0, WriteMode.MERGE, unchanged("d1", "refund"));
    assertThat(tables.query("SELECT document_id, status::text, threshold IS NULL FROM decision ORDER BY 1"))
        .containsExactly(List.of("d1", "accepted", true), List.of("d2", "accepted", false));
  }

  @Test
  void aChangedRuleReplacesFieldsAndNotDecisions() {
    write(begin("one"), 0, WriteMode.DIRECT, decided("d1", "refund of order", null));
    Lease second = begin(request("two", "a", 0.5, "e".repeat(64)));
    write(second, 0, WriteMode.MERGE, new Outcome.Decided(header("d1", "refund of order", null), List.of(), fieldsOf("order"), new Outcome.Cost(0, 0, false, false)));

    assertThat(tables.query("SELECT value, rule_set, run FROM field")).containsExactly(List.of("order", 2, 2L));
    assertThat(statuses()).containsExactly(List.of("d1", "accepted", 0.5, 1L));
    assertThat(tables.query("SELECT rule_set, run FROM document")).containsExactly(List.of(2, 2L));
  }

  @Test
  void anUnchangedDocumentThatAnotherRunHasChangedMeanwhileIsLeftToThatRun() {
    write(begin("one"), 0, WriteMode.DIRECT, decided("d1", "old", null));
    Lease slow = begin("slow");
    write(begin("fast"), 0, WriteMode.MERGE, decided("d1", "new words", null));
    write(slow, 0, WriteMode.MERGE, unchanged("d1", "old"), unchanged("gone", "old"));

    assertThat(tables.query("SELECT document_id, run, encode(content_hash, 'hex') FROM document")).containsExactly(List.of("d1", 3L, header("d1", "new words", null).contentHash().toString()));
    assertThat(tables.value("SELECT count(*) FROM field")).isEqualTo(2L);
  }

  @Test
  void twoRunsOverTheSameDocumentsInOppositeOrderDoNotDeadlock() {
    write(begin("seed"), 0, WriteMode.DIRECT, many(2_000).toArray(Outcome[]::new));
    List<Outcome> changed = IntStream.range(0, 2_000).mapToObj(i -> decided("d%05d".formatted(i), "changed words " + i, null)).toList();
    List<Outcome> reversed = new ArrayList<>(changed);
    java.util.Collections.reverse(reversed);
    List<Lease> runs = List.of(begin("x"), begin("y"));

    CompletableFuture.allOf(
        CompletableFuture.runAsync(() -> write(runs.get(0), 0, WriteMode.MERGE, changed.toArray(Outcome[]::new))),
        CompletableFuture.runAsync(() -> write(runs.get(1), 0, WriteMode.MERGE, reversed.toArray(Outcome[]::new)))).join();

    assertThat(tables.value("SELECT count(*) FROM field WHERE value = 'changed'")).isEqualTo(2_000L);
    assertThat(tables.value("SELECT count(*) FROM decision WHERE label = 'changed'")).isEqualTo(2_000L);
  }

  @Test
  void lookupTellsWhatIsDecidedAndExtractedForThisRun() throws SQLException {
    Lease one = begin("one");
    write(one, 0, WriteMode.DIRECT, decided("d1", "refund", MONDAY), decided("d2'; --", "crash", null));
    LeasedRun otherModel = begin(request("two", "b", 0.9, RULES)).run();
    LeasedRun otherRules = begin(request("three", "a", 0.9, "e".repeat(64))).run();
    write(begin("four"), 0, WriteMode.MERGE, decided("d2'; --", "changed", null));

    List<String> ids = List.of("d1", "d2'; --", "unknown");
    try (Connection connection = database.connection()) {
      assertThat(StoredDocuments.lookup(connection, one.run(), ids)).containsOnly(
          Map.entry("d1", new Stored(header("d1", "refund", null).contentHash(), MONDAY, true, true)),
          Map.entry("d2'; --", new Stored(header("x", "changed", null).contentHash(), null, true, true)));
      assertThat(StoredDocuments.lookup(connection, otherModel, ids).get("d1")).isEqualTo(new Stored(header("d1", "refund", null).contentHash(), MONDAY, false, true));
      assertThat(StoredDocuments.lookup(connection, otherRules, ids).get("d1")).isEqualTo(new Stored(header("d1", "refund", null).contentHash(), MONDAY, true, false));
    }
  }

  @Test
  void theConnectionIsNamedAfterRunAndSlice() {
    Lease run = begin("nightly-7");
    try (SliceSink sink = new SliceSink(database::connection, run.run(), 3, 0, WriteMode.MERGE)) {
      sink.write(many(40_000));
      Awaitility.await().untilAsserted(() ->
          assertThat(tables.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'millrace nightly-7/3'")).isEqualTo(1L));
    }
  }

  private Lease begin(String runId) {
    return begin(request(runId));
  }

  private Lease begin(RunRequest request) {
    Lease lease = (Lease) RunLedger.begin(database, request);
    leases.add(lease);
    return lease;
  }

  private void write(Lease lease, int slice, WriteMode mode, Outcome... outcomes) {
    try (SliceSink sink = new SliceSink(database::connection, lease.run(), slice, 0, mode)) {
      sink.write(List.of(outcomes));
      sink.commit(USAGE, Map.of("accepted", 1L));
    }
  }

  private static List<Outcome> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> decided("d%05d".formatted(i), "some words", null)).toList();
  }

  private static List<dev.millrace.decision.ExtractedField> fieldsOf(String text) {
    return ((Outcome.Decided) decided("x", text, null)).fields();
  }

  private List<List<Object>> statuses() {
    return tables.query("SELECT document_id, status::text, threshold, run FROM decision ORDER BY 1");
  }

  /** Any write, even of the same values, changes a row's place. */
  private List<List<Object>> rowVersions() {
    return tables.query("""
        SELECT tableoid::regclass::text, ctid::text, xmin::text, xmax::text FROM document
        UNION ALL SELECT tableoid::regclass::text, ctid::text, xmin::text, xmax::text FROM decision
        UNION ALL SELECT tableoid::regclass::text, ctid::text, xmin::text, xmax::text FROM field ORDER BY 1, 2
        """);
  }
}
