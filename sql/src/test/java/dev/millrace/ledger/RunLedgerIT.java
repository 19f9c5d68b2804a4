package dev.millrace.ledger;

import static dev.millrace.write.Samples.decided;
import static dev.millrace.write.Samples.request;
import static dev.millrace.write.Samples.unchanged;
import static dev.millrace.write.Samples.usage;
import static dev.millrace.write.Samples.withInput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.PostgresBinaries;
import dev.millrace.database.TestDatabase;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Usage;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.write.LeaseLost;
import dev.millrace.write.SliceSink;
import dev.millrace.write.WriteMode;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("oldestAndNewest")
class RunLedgerIT {
  private static final LeaseTerms QUICK = new LeaseTerms(Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ofMinutes(2));

  @Parameter
  PostgresBinaries binaries;

  private TestDatabase tables;
  private Database database;

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
    tables.close();
  }

  @Test
  void aNewRunHoldsALeaseAndServesWhereNothingServed() {
    try (Lease lease = begin(request("r"))) {
      assertThat(lease.directCopy()).isTrue();
      assertThat(lease.finishedSlices().isEmpty()).isTrue();
      assertThat(lease.loss()).isNull();
      assertThat(tables.query("SELECT run_id, state, pass, lease_token, slices, lease_until > now() FROM run")).containsExactly(List.of("r", "running", 1, 1L, 4, true));
      assertThat(tables.query("SELECT source, task, version FROM serving JOIN model_version v ON v.id = model_version"))
          .containsExactly(List.of("helpdesk", "category", "a".repeat(64)));
    }
  }

  @Test
  void aSecondLiveDriverIsRefusedByName() {
    try (Lease lease = begin(request("r"))) {
      assertThatThrownBy(() -> begin(request("r")))
          .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
          .hasMessageContaining("Run r is being driven by process %d on host %s", ProcessHandle.current().pid(), DriverIdentity.hostName());
      assertThat(lease.loss()).isNull();
    }
  }

  @Test
  void ofManyDriversBeginningTheSameNewRunOneGetsIt() {
    List<CompletableFuture<Object>> drivers = IntStream.range(0, 4).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
      try {
        return (Object) begin(request("r"));
      } catch (MillraceException e) {
        return e;
      }
    })).toList();

    List<Object> results = drivers.stream().map(CompletableFuture::join).toList();
    assertThat(results).filteredOn(Lease.class::isInstance).hasSize(1).allSatisfy(lease -> ((Lease) lease).close());
    assertThat(results).filteredOn(MillraceException.class::isInstance).hasSize(3);
  }

  @Test
  void theHeartbeatOutlivesTheExpiryAndDoesNotWaitForASliceInFlight() {
    try (Lease lease = (Lease) RunLedger.begin(database, request("r"), QUICK, DriverIdentity.current());
        SliceSink sink = new SliceSink(database::connection, lease.run(), 0, 0, WriteMode.MERGE)) {
      sink.write(many());
      Timestamp first = (Timestamp) tables.value("SELECT lease_until FROM run");
      Awaitility.await().untilAsserted(() -> assertThat((Timestamp) tables.value("SELECT lease_until FROM run")).isAfter(first));
      assertThat(lease.loss()).isNull();
    }
  }

  @Test
  void anExpiredLeaseIsTakenOverAndTheOldDriverIsFencedOff() {
    Lease old = (Lease) RunLedger.begin(database, request("r"), QUICK, new DriverIdentity("elsewhere", "-", 7, 7));
    SliceSink late = new SliceSink(database::connection, old.run(), 1, 0, WriteMode.MERGE);
    commit(old, 0, decided("d1", "first", null));
    assertThatThrownBy(() -> begin(request("r"))).hasMessageContaining("process 7 on host elsewhere");

    Lease heir = takeOverExpired(request("r"));

    assertThat(heir.run().token()).isEqualTo(old.run().token() + 1);
    assertThat(heir.finishedSlices().stream()).containsExactly(0);
    late.write(List.of(decided("d2", "late", null)));
    assertThatThrownBy(() -> late.commit(Usage.NONE, Map.of())).isInstanceOf(LeaseLost.class);
    late.close();
    assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo(1L);
    Awaitility.await().until(() -> old.loss() != null);
    assertThatThrownBy(() -> finish(old)).isInstanceOf(RuntimeException.class);
    old.fail(ErrorKind.BUG, "too late");
    old.close();
    assertThat(tables.query("SELECT state, lease_until IS NULL FROM run")).containsExactly(List.of("running", false));
    heir.close();
  }

  @Test
  void aTakeOverWaitsForASliceInFlightAndCountsIt() {
    Lease old = (Lease) RunLedger.begin(database, request("r"), QUICK, new DriverIdentity("elsewhere", "-", 7, 7));
    SliceSink inFlight = new SliceSink(database::connection, old.run(), 2, 0, WriteMode.MERGE);
    inFlight.write(many());
    CompletableFuture<Lease> heir = CompletableFuture.supplyAsync(() -> takeOverExpired(request("r")));
    Awaitility.await().untilAsserted(() -> assertThat(tables.value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR UPDATE%'")).isEqualTo(1L));
    assertThat(heir).isNotDone();

    inFlight.commit(Usage.NONE, Map.of());

    try (Lease lease = heir.join()) {
      assertThat(lease.finishedSlices().stream()).containsExactly(2);
    }
    old.close();
  }

  @Test
  void aDriverThatIsProvablyDeadIsFollowedAtOnce() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    DriverIdentity here = DriverIdentity.current();
    Lease dead = (Lease) RunLedger.begin(database, request("r"), LeaseTerms.DEFAULT, new DriverIdentity(here.host(), here.place(), process.pid(), 1));
    try (Lease heir = begin(request("r"))) {
      assertThat(heir.run().token()).isEqualTo(2);
    }
    dead.close();
  }

  @Test
  void aProcessNumberUsedAgainByAnotherProcessIsADeadDriver() {
    DriverIdentity here = DriverIdentity.current();
    assertThat(here.isProvablyDead()).isFalse();
    assertThat(DriverIdentity.parse(here.toString())).isEqualTo(here);
    assertThat(new DriverIdentity(here.host(), here.place(), here.pid(), here.startedMillis() - 60_000).isProvablyDead()).isTrue();
    assertThat(new DriverIdentity(here.host(), "another-container", 999_999_999, 1).isProvablyDead()).isFalse();
    assertThat(new DriverIdentity("another-host", here.place(), 999_999_999, 1).isProvablyDead()).isFalse();
  }

  @Test
  void aChangedPipelineOrModelIsRefusedNamingBoth() {
    begin(request("r")).close();
    assertThatThrownBy(() -> begin(withInput(request("r"), "p2", "files-1")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("hash p1, found p2");
    assertThatThrownBy(() -> begin(request("r", "b", 0.9, null)))
        .hasMessageContaining("model version " + "a".repeat(64) + ", found " + "b".repeat(64));
  }

  @Test
  void aFinishedRunGivesItsSummaryAndExitCodeAgain() {
    try (Lease lease = begin(request("r"))) {
      assertThatThrownBy(() -> lease.complete("{}", 0)).hasMessageContaining("finished 0 of 4 slices");
      finish(lease);
    }
    assertThat(RunLedger.begin(database, request("r"))).isEqualTo(new Begun.AlreadyComplete("r", "{\"documents\": 4}", 4));
    assertThat(tables.query("SELECT state, exit_code, ended_at IS NOT NULL FROM run")).containsExactly(List.of("done", 4, true));
  }

  @Test
  void aFailedOrStoppedRunSaysWhyAndCanBeContinued() {
    try (Lease lease = begin(request("r"))) {
      lease.fail(ErrorKind.EXTERNAL, "database gone");
    }
    assertThat(tables.query("SELECT state, exit_code, error_kind, error_message FROM run")).containsExactly(List.of("failed", 3, "EXTERNAL", "database gone"));
    try (Lease lease = begin(request("r"))) {
      assertThat(tables.query("SELECT state, error_kind IS NULL FROM run")).containsExactly(List.of("running", true));
      lease.stop("deadline");
    }
    assertThat(tables.query("SELECT state, exit_code FROM run")).containsExactly(List.of("stopped", 5));
  }

  @Test
  void withChangedInputFinishedSlicesAreReadAgainAndTheSummaryCountsEachDocumentOnce() {
    try (Lease lease = begin(request("r"))) {
      commit(lease, 0, usage(2, 2, 0, 0), decided("d1", "one", null), decided("d2", "two", null));
      commit(lease, 1, usage(1, 1, 0, 0), decided("d3", "three", null));
    }
    try (Lease again = begin(withInput(request("r"), "p1", "files-2"))) {
      assertThat(again.run().pass()).isEqualTo(2);
      assertThat(again.finishedSlices().isEmpty()).isTrue();
      assertThat(again.directCopy()).isFalse();
      commit(again, 0, usage(3, 1, 0, 2), unchanged("d1", "one"), unchanged("d2", "two"), decided("d4", "four", null));
      assertThat(again.finishedSlices().stream()).containsExactly(0);

      Usage total = again.totals().usage();
      assertThat(List.of(total.documents(), total.decided(), total.rejected(), total.skippedUnchanged())).containsExactly(4L, 4L, 0L, 0L);
      assertThat(total.tokens()).isEqualTo(3 * 5);
      assertThat(again.totals().finishedSlices()).isEqualTo(1);
    }
    begin(withInput(request("fresh"), "p1", "files-1")).close();
    try (Lease same = begin(withInput(request("fresh"), "p1", "files-2"))) {
      assertThat(same.run().pass()).as("nothing was finished, so nothing is read again").isEqualTo(1);
    }
  }

  @Test
  void documentsThatWereUnchangedBeforeTheRunStaySkipped() {
    try (Lease first = begin(request("first"))) {
      commit(first, 0, usage(1, 1, 0, 0), decided("d1", "one", null));
    }
    try (Lease second = begin(request("second"))) {
      commit(second, 0, usage(1, 0, 0, 1), unchanged("d1", "one"));
      assertThat(second.totals().usage().skippedUnchanged()).isEqualTo(1);
    }
    try (Lease again = begin(withInput(request("second"), "p1", "files-2"))) {
      commit(again, 0, usage(1, 0, 0, 1), unchanged("d1", "one"));
      assertThat(again.totals().usage().skippedUnchanged()).isEqualTo(1);
      assertThat(again.totals().counters()).containsExactly(Map.entry("accepted.category", 2L));
    }
  }

  @Test
  void aRejectionIsCountedOnceHoweverOftenItsInputIsRead() {
    Map<String, Long> counters = Map.of("accepted.category", 1L, "rejected.no_id", 2L);
    try (Lease first = begin(request("rejecting"))) {
      commit(first, 0, usage(3, 1, 2, 0), counters, decided("d1", "one", null));
    }
    try (Lease again = begin(withInput(request("rejecting"), "p1", "files-2"))) {
      commit(again, 0, usage(3, 0, 2, 1), Map.of("rejected.no_id", 2L), unchanged("d1", "one"));
      assertThat(again.totals().usage().rejected()).isEqualTo(2);
      assertThat(again.totals().counters()).isEqualTo(counters);
    }
  }

  private Lease begin(RunRequest request) {
    return (Lease) RunLedger.begin(database, request);
  }

  /** Tries until the lease that the test has let expire is free: a heartbeat may renew it once more. */
  private Lease takeOverExpired(RunRequest request) {
    return Awaitility.await().ignoreExceptions().until(() -> {
      tables.execute("UPDATE run SET lease_until = now() - interval '1 second'");
      return begin(request);
    }, lease -> true);
  }

  private void commit(Lease lease, int slice, Outcome... outcomes) {
    commit(lease, slice, Usage.NONE, outcomes);
  }

  private void commit(Lease lease, int slice, Usage usage, Outcome... outcomes) {
    commit(lease, slice, usage, Map.of("accepted.category", 1L), outcomes);
  }

  private void commit(Lease lease, int slice, Usage usage, Map<String, Long> counters, Outcome... outcomes) {
    try (SliceSink sink = new SliceSink(database::connection, lease.run(), slice, 0, WriteMode.MERGE)) {
      sink.write(List.of(outcomes));
      sink.commit(usage, counters);
    }
  }

  private void finish(Lease lease) {
    IntStream.range(0, 4).forEach(slice -> commit(lease, slice));
    lease.complete("{\"documents\":4}", 4);
  }

  private static List<Outcome> many() {
    return IntStream.range(0, 40_000).mapToObj(i -> decided("d%05d".formatted(i), "some words", null)).toList();
  }
}
