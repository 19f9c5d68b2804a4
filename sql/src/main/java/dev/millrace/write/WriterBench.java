package dev.millrace.write;

import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Failure;
import dev.millrace.database.Migrations;
import dev.millrace.decision.Decision;
import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.decision.Span;
import dev.millrace.decision.Status;
import dev.millrace.decision.Usage;
import dev.millrace.document.Document;
import dev.millrace.document.Part;
import dev.millrace.failure.MillraceException;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.LeasedRun;
import dev.millrace.ledger.ModelVersion;
import dev.millrace.ledger.RunLedger;
import dev.millrace.ledger.RunRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast the writer alone is: documents with one decision (top 3), two fields and their document row, made beforehand.
 * Works in a schema of its own, which it makes and drops.
 */
public final class WriterBench {
  private static final String SOURCE = "writer-bench";
  private static final String[] LABELS = {"refund", "delivery_delay", "account_access", "invoice_copy", "cancellation", "product_question"};

  /**
   * @param direct into a source that has no document
   * @param replay the same rows again: nothing to change
   * @param plainCopy COPY of the same rows, encoded beforehand, into tables without index and partitions
   */
  public record Result(double direct, double replay, double plainCopy) {
    /** The writer's rate as a share of what COPY alone would reach. */
    public double shareOfPlainCopy() {
      return direct / plainCopy;
    }
  }

  private WriterBench() {}

  /**
   * Decisions a second in each mode.
   *
   * @param owner settings of a user who may make a schema
   */
  public static Result run(DatabaseSettings owner, int slices, int documentsASlice, int connections) {
    String schema = "writer_bench_" + ProcessHandle.current().pid();
    DatabaseSettings settings = new DatabaseSettings(owner.url(), schema, owner.user(), owner.passwordFile());
    List<List<Outcome>> outcomes = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      outcomes.add(outcomes(slice, documentsASlice));
    }
    Migrations.of(settings).migrate();
    try (Database database = Database.open(settings, Access.OWNER, "millrace bench", connections + 1)) {
      try {
        double documents = (double) slices * documentsASlice;
        double direct = documents / seconds(database, WriteMode.DIRECT, outcomes, connections);
        double replay = documents / seconds(database, WriteMode.MERGE, outcomes, connections);
        return new Result(direct, replay, documents / plainCopySeconds(database, outcomes, connections));
      } finally {
        execute(database, "DROP SCHEMA %s CASCADE".formatted(schema));
      }
    }
  }

  private static double seconds(Database database, WriteMode mode, List<List<Outcome>> outcomes, int connections) {
    RunRequest request = new RunRequest("bench-" + mode, "writer-bench", "-", SOURCE, "-", outcomes.size(),
        new ModelVersion("0".repeat(64), "none", "fp32", "{}"), Map.of("category", 0.9), "0".repeat(64), null, null, "bench");
    try (Lease lease = (Lease) RunLedger.begin(database, request)) {
      return inParallel(connections, outcomes.size(), slice -> {
        try (SliceSink sink = new SliceSink(database::connection, lease.run(), slice, 0, mode)) {
          sink.write(outcomes.get(slice));
          sink.commit(Usage.NONE, Map.of());
        }
      });
    }
  }

  private interface SliceWork {
    void run(int slice) throws SQLException;
  }

  private static double inParallel(int threads, int slices, SliceWork work) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int slice = 0; slice < slices; slice++) {
        int mine = slice;
        running.add(pool.submit(() -> {
          work.run(mine);
          return null;
        }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : MillraceException.external(e.getCause(), "The writer's bench failed: %s", e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static double plainCopySeconds(Database database, List<List<Outcome>> outcomes, int connections) {
    for (String table : List.of("document", "decision", "field")) {
      execute(database, "CREATE TABLE plain_%1$s (LIKE %1$s INCLUDING DEFAULTS)".formatted(table));
    }
    LeasedRun nobody = new LeasedRun(0, "bench", SOURCE, outcomes.size(), 1, 0, 1, 1, Map.of(), true);
    List<Rows> encoded = new ArrayList<>();
    for (List<Outcome> slice : outcomes) {
      Rows rows = new Rows(nobody, WriteMode.DIRECT);
      slice.forEach(outcome -> encode(rows, (Outcome.Decided) outcome));
      encoded.add(rows);
    }
    return inParallel(connections, outcomes.size(), slice -> {
      try (Connection connection = database.connection()) {
        connection.setAutoCommit(false);
        encoded.get(slice).copyInto(connection, "plain_document", "plain_decision", "plain_field");
        connection.commit();
      }
    });
  }

  private static void encode(Rows rows, Outcome.Decided decided) {
    byte[] hash = decided.document().contentHash().bytes();
    rows.document(decided.document(), hash, true, true);
    decided.decisions().forEach(decision -> rows.decision(decided.document().id(), hash, decision));
    decided.fields().forEach(field -> rows.field(decided.document().id(), field));
  }

  private static void execute(Database database, String sql) {
    try (Connection connection = database.connection(); Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw Failure.statement(e);
    }
  }

  private static List<Outcome> outcomes(int slice, int count) {
    List<Outcome> outcomes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String id = "T-%04d-%08d".formatted(slice, i);
      String label = LABELS[i % LABELS.length];
      float score = 0.5f + (i % 500) / 1000f;
      Decision decision = new Decision("category", List.of(new ScoredLabel(label, score), new ScoredLabel(LABELS[(i + 1) % LABELS.length], (1 - score) * 0.7f),
          new ScoredLabel(LABELS[(i + 2) % LABELS.length], (1 - score) * 0.3f)), score >= 0.9 ? Status.ACCEPTED : Status.ABSTAINED, 0.9, 1);
      List<ExtractedField> fields = List.of(
          new ExtractedField("order_id", 0, "regex", new Span("body", 10, 22), "ORD-" + (10_000_000 + i), "ORD-" + (10_000_000 + i), true, null),
          new ExtractedField("amount", 0, "money", new Span("body", 40, 46), "£49.00", "49.00 GBP", true, null));
      Document document = new Document(SOURCE, id, List.of(Part.plain("body", id)), Instant.ofEpochSecond(1_700_000_000L + i), Map.of(), false);
      outcomes.add(new Outcome.Decided(document.header(), List.of(decision), fields, new Outcome.Cost(40, 1, false, false)));
    }
    return outcomes;
  }
}
