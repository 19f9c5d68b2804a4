package dev.millrace.jobs.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.Progress;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.Input;
import dev.millrace.jobs.source.Sample;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.jobs.source.Sources;
import dev.millrace.ledger.Begun;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.session.CpuDevice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;

/**
 * The batch job, driver side. Rows are read, shuffled into slices by hash of their id and sorted by it; then each slice is
 * decided and committed by itself. Nothing is collected here, and reading ends before writing begins, so that an input that
 * cannot be read leaves nothing written.
 */
public final class NightlyJob {
  private final SparkSession spark;
  private final Consumer<String> say;

  /** @param say takes lines for people: what the accept rules resolve to, which run goes on */
  public NightlyJob(SparkSession spark, Consumer<String> say) {
    this.spark = spark;
    this.say = say;
  }

  /** Runs to the end. What breaks it is noted in the run row, if there is one yet, and thrown. */
  public JobResult run(JobRequest request) {
    BoundPipeline bound = request.plan().bind();
    bound.rules().forEach(rule -> say.accept(rule.describe()));
    bound.load(CpuDevice.ofThisMachine(), 0);
    Input input = input(request);
    Dataset<Row> rows = rows(input);
    say.accept(input.sentence());
    DatabaseSettings settings = Databases.settings(request.spec().database());
    try (Database database = Database.open(settings, Access.WRITER, "millrace driver", 2)) {
      Begun begun = RunLedger.begin(database, RunRequests.of(request, bound, input, spark));
      if (begun instanceof Begun.AlreadyComplete complete) {
        say.accept("Run %s is already complete.".formatted(complete.runId()));
        return new JobResult(complete.runId(), complete.exitCode(), true, parse(complete.summary()));
      }
      try (Lease lease = (Lease) begun) {
        return run(request, bound, input, rows, database, lease);
      }
    } finally {
      ExecutorState.close();
    }
  }

  private Input input(JobRequest request) {
    try {
      return Sources.open(spark, request.spec().input(), request.inputs(), new ArrayList<>(request.gold().values()), request.selection());
    } catch (Exception e) {
      throw SparkFailures.explain(e);
    }
  }

  /** Looks at the input already: its first rows, its header, its footers. */
  private static Dataset<Row> rows(Input input) {
    try {
      return input.source().rows();
    } catch (Exception e) {
      throw SparkFailures.explain(e);
    }
  }

  private JobResult run(JobRequest request, BoundPipeline bound, Input input, Dataset<Row> rows, Database database, Lease lease) {
    long start = System.nanoTime();
    try {
      classify(request, rows, database, lease);
      RunSummary summary = RunSummary.of(lease, bound, (System.nanoTime() - start) / 1e9);
      summary.values().putAll(input.described());
      int exitCode = summary.exitCode(request.maxRejected());
      lease.complete(json(summary.values()), exitCode);
      return new JobResult(lease.run().runId(), exitCode, false, summary.values());
    } catch (Exception e) {
      MillraceException known = SparkFailures.explain(e, lease);
      noteQuietly(lease, known);
      throw known;
    }
  }

  private void classify(JobRequest request, Dataset<Row> rows, Database database, Lease lease) {
    int slices = lease.run().slices();
    BitSet finished = lease.finishedSlices();
    if (finished.cardinality() == slices) {
      return;
    }
    if (finished.cardinality() > 0) {
      say.accept("Run %s goes on: %d of %d slices are finished.".formatted(lease.run().runId(), finished.cardinality(), slices));
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    SlicePlan plan = new SlicePlan(lease.run(), database.settings(), request.plan(), request.spec().input(), finished,
        new ArrayList<>(request.gold().keySet()), 0, Math.max(2, request.maxConnections() - 1), request.cachedAnswers(), request.recompute());
    Broadcast<SlicePlan> broadcast = context.broadcast(plan);
    LongAccumulator documents = context.sc().longAccumulator("documents");
    ShuffledRows shuffled = new ShuffledRows();
    context.sc().addSparkListener(shuffled);
    try (Progress progress = Progress.start("classify", "documents", documents::sum, shuffled::count)) {
      Dataset<Row> selected = request.selection().limit() == 0 ? rows : Sample.of(rows, request.selection().limit());
      sliced(selected, slices, finished).foreachPartition(new SliceTask(broadcast, documents));
    } finally {
      context.sc().removeSparkListener(shuffled);
      broadcast.destroy();
    }
  }

  /** Partition i holds slice i: Spark's repartition places a row by the same hash that the filter uses. */
  private static Dataset<Row> sliced(Dataset<Row> rows, int slices, BitSet finished) {
    Dataset<Row> due = rows;
    if (!finished.isEmpty()) {
      ArrayList<Object> open = new ArrayList<>();
      for (int i = finished.nextClearBit(0); i < slices; i = finished.nextClearBit(i + 1)) {
        open.add(i);
      }
      due = rows.filter(functions.pmod(functions.hash(functions.col(SourceRow.KEY)), functions.lit(slices)).isin(open.toArray()));
    }
    return due.repartition(slices, functions.col(SourceRow.KEY)).sortWithinPartitions(SourceRow.KEY);
  }

  private static void noteQuietly(Lease lease, MillraceException reason) {
    try {
      lease.fail(reason.kind(), reason.getMessage());
    } catch (MillraceException e) {
      reason.addSuppressed(e);
    }
  }

  private static String json(Map<String, Object> values) {
    try {
      return new ObjectMapper().writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> parse(String json) {
    try {
      return new ObjectMapper().readValue(json, new TypeReference<>() { });
    } catch (JsonProcessingException e) {
      throw new MillraceException(ErrorKind.BUG, "The stored summary is not JSON", e);
    }
  }
}
