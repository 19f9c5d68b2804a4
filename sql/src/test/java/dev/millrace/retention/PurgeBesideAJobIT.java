package dev.millrace.retention;

import static dev.millrace.write.Samples.SOURCE;
import static dev.millrace.write.Samples.decided;
import static dev.millrace.write.Samples.request;
import static dev.millrace.write.Samples.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.TestDatabase;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.ledger.RunRequest;
import dev.millrace.write.SliceSink;
import dev.millrace.write.WriteMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slices are committed while the source that they write to is purged. */
class PurgeBesideAJobIT {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final Instant CUTOFF = Instant.parse("2026-05-01T00:00:00Z");
  private static final int DOCUMENTS_A_SLICE = 1_000;

  private final TestDatabase tables = TestDatabase.fresh();
  private final Database database = tables.open(Access.WRITER);
  private final AtomicInteger slices = new AtomicInteger();

  @AfterEach
  void close() {
    tables.close();
  }

  @Test
  void slicesGoOnWhileTenThousandDocumentsArePurged() {
    purgeBesideAJob(10_000, 3, 500);
  }

  @Test
  @Tag("soak")
  void slicesGoOnWhileAMillionDocumentsArePurged() {
    purgeBesideAJob(1_000_000, 100, PurgeOrder.BATCH);
  }

  private void purgeBesideAJob(int old, int alone, int batch) {
    RunRequest four = request("job");
    RunRequest many = new RunRequest("job", four.pipeline(), four.pipelineHash(), SOURCE, four.sourceFingerprint(), 1_000_000,
        four.modelVersion(), four.thresholds(), four.ruleHash(), four.owner(), four.costCenter(), four.millraceVersion());
    try (Lease run = (Lease) RunLedger.begin(database, many)) {
      store(old);
      List<Long> before = commit(run, () -> slices.get() >= alone);
      Purge purge = new Purge(database, new PurgeOrder(SOURCE, null, CUTOFF, batch, PurgeOrder.UNBOUNDED, false));
      long start = System.nanoTime();
      CompletableFuture<Double> purging = CompletableFuture.supplyAsync(() -> {
        assertThat(purge.run()).isEqualTo(new Purge.Result(Map.of("document", (long) old, "decision", (long) old, "field", 2L * old, "gold", 0L, "rejection", 0L), 0, true));
        return (System.nanoTime() - start) / 1e9;
      });
      List<Long> meanwhile = commit(run, purging::isDone);
      System.out.printf("purge of %,d documents: %.1f s; commits of %,d documents each, ms: %s alone, %s meanwhile%n",
          old, purging.join(), DOCUMENTS_A_SLICE, describe(before), describe(meanwhile));
      assertThat(meanwhile).hasSizeGreaterThan(1);
      assertThat(tables.value("SELECT count(*) FROM document")).isEqualTo((long) slices.get() * DOCUMENTS_A_SLICE);
    }
  }

  /** As if old runs had left them, in the midst of the ids that the job writes. */
  private void store(int count) {
    tables.execute("""
        INSERT INTO document (run, rule_set, source, document_id, content_hash, document_time)
        SELECT 1, 1, 'helpdesk', md5(i::text), sha256(i::text::bytea), timestamptz '2025-01-01 00:00Z' + i * interval '1 second' FROM generate_series(1, %1$d) i;
        INSERT INTO decision (run, model_version, score, status, windows, source, document_id, task, label, top_labels, top_scores, content_head)
        SELECT 1, 1, 0.9, 'accepted', 1, 'helpdesk', md5(i::text), 'category', 'refund', '{refund,crash,other}', '{0.9,0.06,0.04}', '\\x0011223344556677'
        FROM generate_series(1, %1$d) i;
        INSERT INTO field (run, rule_set, span_start, span_end, occurrence, validated, source, document_id, field, type, part, raw, value)
        SELECT 1, 1, 1, 9, o, true, 'helpdesk', md5(i::text), 'order_id', 'regex', 'body', 'ORD-12345678', 'ORD-12345678'
        FROM generate_series(1, %1$d) i, generate_series(0, 1) o""".formatted(count));
  }

  /** Commits slices until it is enough; returns the milliseconds that each took, in order of size. */
  private List<Long> commit(Lease run, BooleanSupplier enough) {
    List<Long> millis = new ArrayList<>();
    while (!enough.getAsBoolean()) {
      int slice = slices.getAndIncrement();
      try (SliceSink sink = new SliceSink(database::connection, run.run(), slice, 0, WriteMode.MERGE)) {
        sink.write(IntStream.range(0, DOCUMENTS_A_SLICE).mapToObj(i -> decided("%08x-%d-%d".formatted((slice * 1_000 + i) * 0x9E3779B9, slice, i), "two words", NOW)).toList());
        long start = System.nanoTime();
        sink.commit(usage(DOCUMENTS_A_SLICE, DOCUMENTS_A_SLICE, 0, 0), Map.of());
        millis.add((System.nanoTime() - start) / 1_000_000);
      }
    }
    Collections.sort(millis);
    return millis;
  }

  private static String describe(List<Long> millis) {
    return "median %d, 99th of 100 %d, longest %d of %d".formatted(
        millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100), millis.get(millis.size() - 1), millis.size());
  }
}
