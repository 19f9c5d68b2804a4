package dev.millrace.jobs.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.BeforeExit;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.Input;
import dev.millrace.jobs.source.Sample;
import dev.millrace.jobs.source.Sources;
import dev.millrace.ledger.Begun;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.RunLedger;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.session.CpuDevice;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

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
    Optional<Begun.AlreadyComplete> earlier = earlier(request);
    return earlier.isPresent() ? again(earlier.get()) : runNow(request);
  }

  /** Asked for before input and bundle are opened: those of a run that is done may be archived. */
  private static Optional<Begun.AlreadyComplete> earlier(JobRequest request) {
    if (request.runId() == null) {
      return Optional.empty();
    }
    PipelineSpec spec = request.spec();
    try (Database database = Database.open(Databases.settings(spec.database()), Access.WRITER, "millrace driver", 1)) {
      return RunLedger.completed(database, request.runId(), RunRequests.name(spec), spec.input().source(), spec.canonicalHash());
    }
  }

  private JobResult again(Begun.AlreadyComplete complete) {
    say.accept("Run %s is already complete.".formatted(complete.runId()));
    return new JobResult(complete.runId(), complete.exitCode(), true, parse(complete.summary()));
  }

  private JobResult runNow(JobRequest request) {
    BoundPipeline bound = request.plan().bind();
    bound.rules().forEach(rule -> say.accept(rule.describe()));
    bound.load(CpuDevice.ofThisMachine(), 0);
    Input input = input(request);
    Dataset<Row> rows = rows(input);
    say.accept(input.sentence());
    DatabaseSettings settings = Databases.settings(request.spec().database());
    settings.cautions().forEach(say);
    try (Database database = Database.open(settings, Access.WRITER, "millrace driver", 2)) {
      Begun begun = RunLedger.begin(database, RunRequests.of(request, bound, input, spark));
      if (begun instanceof Begun.AlreadyComplete complete) {
        return again(complete);
      }
      try (Lease lease = (Lease) begun) {
        return run(request, bound, input, rows, database, lease);
      }
    } finally {
      ExecutorState.closeUnused();
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
    try (BeforeExit stop = BeforeExit.run(() -> stop(lease))) {
      Outages outages = new Outages(lease);
      RunRetention retention = untilItPasses(outages, () -> RunRetention.settle(database, lease.run(), request.spec().keep(), say));
      classify(request, bound, rows, database, lease, outages, retention);
      return untilItPasses(outages, () -> complete(request, bound, input, database, lease, retention, start));
    } catch (Exception e) {
      MillraceException known = BeforeExit.isUnderWay() ? stopped(lease) : SparkFailures.explain(e, lease);
      noteQuietly(lease, known);
      if (known.kind() != ErrorKind.STOPPED) {
        say.accept("Run %1$s keeps the slices that are finished; the same command with --run-id %1$s goes on.".formatted(lease.run().runId()));
      }
      throw known;
    }
  }

  private void classify(JobRequest request, BoundPipeline bound, Dataset<Row> rows, Database database, Lease lease, Outages outages, RunRetention retention)
      throws Exception {
    int slices = lease.run().slices();
    BitSet before = untilItPasses(outages, lease::finishedSlices);
    if (before.cardinality() == slices) {
      return;
    }
    if (before.cardinality() > 0) {
      say.accept("Run %s goes on: %d of %d slices are finished.".formatted(lease.run().runId(), before.cardinality(), slices));
    }
    Dataset<Row> selected = request.selection().limit() == 0 ? rows : Sample.of(rows, request.selection().limit());
    SliceJob job = new SliceJob(spark, request, bound, selected, database.settings(), lease.run(), retention.notBefore(), before);
    untilItPasses(outages, () -> {
      BitSet finished = lease.finishedSlices();
      outages.progressed(finished.cardinality());
      if (finished.cardinality() < slices) {
        job.run(lease, finished);
      }
      return null;
    });
  }

  private JobResult complete(JobRequest request, BoundPipeline bound, Input input, Database database, Lease lease, RunRetention retention, long start) {
    RunSummary summary = RunSummary.of(lease, bound, (System.nanoTime() - start) / 1e9);
    summary.values().putAll(input.described());
    summary.values().putAll(retention.purge());
    int exitCode = summary.exitCode(request.maxRejected());
    if (summary.unreadable() > 0) {
      UnreadableFiles.of(database, lease.run()).forEach(say);
    }
    lease.complete(json(summary.values()), exitCode);
    return new JobResult(lease.run().runId(), exitCode, false, summary.values());
  }

  /** Again after each outage that passes: all that is done twice here may be. */
  private static <T> T untilItPasses(Outages outages, Callable<T> work) throws Exception {
    while (true) {
      try {
        return work.call();
      } catch (Exception e) {
        if (!outages.survived(e)) {
          throw e;
        }
      }
    }
  }

  private static void stop(Lease lease) {
    MillraceException stopped = stopped(lease);
    noteQuietly(lease, stopped);
    System.err.println((stopped.kind() == ErrorKind.STOPPED ? "stopped: " : "error: ") + stopped.getMessage());
  }

  private static MillraceException stopped(Lease lease) {
    if (SparkFailures.isEndingTheProcess()) {
      return SparkFailures.outOfMemory(null);
    }
    return new MillraceException(ErrorKind.STOPPED, "Run %s was stopped by a signal; what is finished stays, and the same --run-id goes on.".formatted(lease.run().runId()));
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
