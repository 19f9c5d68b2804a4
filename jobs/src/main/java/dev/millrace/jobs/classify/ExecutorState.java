package dev.millrace.jobs.classify;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.DocumentPipeline;
import dev.millrace.session.CpuDevice;
import dev.millrace.session.Device;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the task threads of one executor JVM share for a run: the loaded pipeline and the database pool. Static, because a
 * task has no other place that outlives it; a new run replaces the old one's.
 */
final class ExecutorState {
  private static Shared current;

  /** @param directCopy cleared at the first conflict: from then on slices merge */
  record Shared(long run, long token, DocumentPipeline pipeline, byte[] ruleHash, Database database, AtomicBoolean directCopy) {}

  private ExecutorState() {}

  /** The state for this run, made by the first task that asks. */
  static synchronized Shared of(SlicePlan plan) {
    if (current == null || current.run() != plan.run().run() || current.token() != plan.run().token()) {
      close();
      current = open(plan);
    }
    return current;
  }

  private static Shared open(SlicePlan plan) {
    BoundPipeline bound = plan.pipeline().bind();
    Device device = plan.callers() == 0 ? CpuDevice.ofThisMachine() : new CpuDevice(plan.callers());
    DocumentPipeline pipeline = bound.load(device, plan.cachedAnswers());
    DatabaseSettings settings = plan.database();
    Database database = Database.attach(settings, "millrace " + plan.run().runId(), plan.connections());
    return new Shared(plan.run().run(), plan.run().token(), pipeline, bound.extractor().ruleHash(), database,
        new AtomicBoolean(plan.run().directCopy()));
  }

  /** Closes the pool; models stay for the next run of this JVM. */
  static synchronized void close() {
    if (current != null) {
      current.database().close();
      current = null;
    }
  }
}
