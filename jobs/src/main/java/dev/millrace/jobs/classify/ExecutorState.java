package dev.millrace.jobs.classify;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.DocumentPipeline;
import dev.millrace.session.CpuDevice;
import dev.millrace.session.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the task threads of one executor JVM share for a run: the loaded pipeline and the database pool. Static, because a
 * task has no other place that outlives it. Kept between the tasks of a run; another run's that nobody uses is closed when
 * one is opened, since an executor is not told when a run has ended.
 */
final class ExecutorState {
  private static final Map<Key, Open> OPEN = new HashMap<>();

  /** Surrogates count from 1 in every database. */
  private record Key(DatabaseSettings database, long run, long token) {
    static Key of(SlicePlan plan) {
      return new Key(plan.database(), plan.run().run(), plan.run().token());
    }
  }

  /** @param directCopy cleared at the first conflict: from then on slices merge */
  record Shared(DocumentPipeline pipeline, byte[] ruleHash, Database database, AtomicBoolean directCopy) {}

  private static final class Open {
    private final Shared shared;
    private int users;
    private boolean closesAfterUse;

    private Open(Shared shared) {
      this.shared = shared;
    }
  }

  /** One task's use of the state. */
  record Use(Shared shared, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  private ExecutorState() {}

  /** The state for this run, made by the first task that asks. */
  static synchronized Use use(SlicePlan plan) {
    Key key = Key.of(plan);
    Open open = OPEN.get(key);
    if (open == null) {
      closeUnused();
      open = new Open(open(plan));
      OPEN.put(key, open);
    }
    open.closesAfterUse = false;
    open.users++;
    Open used = open;
    return new Use(open.shared, () -> end(used));
  }

  private static synchronized void end(Open used) {
    used.users--;
    if (used.closesAfterUse) {
      closeUnused();
    }
  }

  private static Shared open(SlicePlan plan) {
    BoundPipeline bound = plan.pipeline().bind();
    requireTheRunsModel(bound, plan);
    Device device = plan.callers() == 0 ? CpuDevice.ofThisMachine() : new CpuDevice(plan.callers());
    DocumentPipeline pipeline = bound.load(device, plan.cachedAnswers());
    Database database = Database.attach(plan.database(), "millrace " + plan.run().runId(), plan.connections());
    return new Shared(pipeline, bound.extractor().ruleHash(), database, new AtomicBoolean(plan.run().directCopy()));
  }

  /** An executor that starts late, or another machine, may find another bundle in its place than the driver did. */
  private static void requireTheRunsModel(BoundPipeline bound, SlicePlan plan) {
    String found = bound.bundle() == null ? null : bound.bundle().version();
    if (!Objects.equals(found, plan.modelVersion())) {
      throw MillraceException.usage("Bundle %s was replaced while run %s uses it: expected model version %s, found %s. "
          + "Put the former back and continue the run, or begin another.", plan.pipeline().bundle(), plan.run().runId(), plan.modelVersion(), found);
    }
  }

  /** Closes the pools that no task uses, and the others with their last task: cancelled ones outlive their run's end. Models stay. */
  static synchronized void closeUnused() {
    OPEN.values().removeIf(open -> {
      open.closesAfterUse = true;
      if (open.users == 0) {
        open.shared.database().close();
      }
      return open.users == 0;
    });
  }
}
