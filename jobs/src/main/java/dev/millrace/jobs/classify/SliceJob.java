package dev.millrace.jobs.classify;

import dev.millrace.cli.Progress;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.jobs.source.SourceRow;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.LeasedRun;
import dev.millrace.pipeline.BoundPipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.LongAccumulator;
import scala.reflect.ClassTag$;

/**
 * The slices of a run as a Spark job, until all are finished. After an outage of the database it runs again: shuffled rows
 * are still there, so that the input is read once. Cancelled when the lease is lost.
 */
final class SliceJob {
  /** More than Spark tries a task in one job. */
  private static final int ATTEMPTS_A_ROUND = 100;

  private final SparkSession spark;
  private final JobRequest request;
  private final DatabaseSettings database;
  private final String modelVersion;
  private final LeasedRun run;
  private final Instant notBefore;
  private final Dataset<Row> sliced;
  private final LongAccumulator documents;
  // Spark never forgets a cancelled group, and run numbers count from 1 in every database.
  private final String group;
  private int rounds;

  /**
   * @param notBefore older rows are not read; null for no bound
   * @param finished before; not even shuffled
   */
  SliceJob(SparkSession spark, JobRequest request, BoundPipeline bound, Dataset<Row> rows, DatabaseSettings database, LeasedRun run, Instant notBefore,
      BitSet finished) {
    this.spark = spark;
    this.request = request;
    this.database = database;
    this.modelVersion = bound.bundle() == null ? null : bound.bundle().version();
    this.run = run;
    this.group = "millrace run %s, %s".formatted(run.runId(), UUID.randomUUID());
    this.notBefore = notBefore;
    this.sliced = sliced(rows, run.slices(), finished);
    this.documents = spark.sparkContext().longAccumulator("documents");
  }

  /** One round over the slices that are not finished. */
  void run(Lease lease, BitSet finished) {
    SparkContext context = spark.sparkContext();
    SlicePlan plan = new SlicePlan(run, database, request.plan(), modelVersion, request.spec().input(), ATTEMPTS_A_ROUND * rounds++, finished,
        new ArrayList<>(request.gold().keySet()), 0, Math.max(2, request.maxConnections() - 1), request.cachedAnswers(), request.recompute(), notBefore);
    Broadcast<SlicePlan> broadcast = context.broadcast(plan, ClassTag$.MODULE$.apply(SlicePlan.class));
    ShuffledRows shuffled = new ShuffledRows();
    context.addSparkListener(shuffled);
    context.setJobGroup(group, "run " + run.runId(), true);
    lease.whenLost(() -> context.cancelJobGroupAndFutureJobs(group));
    try (Progress progress = Progress.start("classify", "documents", documents::sum, shuffled::count)) {
      sliced.foreachPartition(new SliceTask(broadcast, documents));
    } finally {
      context.clearJobGroup();
      context.removeSparkListener(shuffled);
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
}
