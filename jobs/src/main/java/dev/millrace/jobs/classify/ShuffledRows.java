package dev.millrace.jobs.classify;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Learns how many rows a run has, from what its reading stage wrote into the shuffle: no second look at the input. */
final class ShuffledRows extends SparkListener {
  private final AtomicLong rows = new AtomicLong();
  private volatile boolean complete;

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.taskMetrics() != null) {
      rows.addAndGet(task.taskMetrics().shuffleWriteMetrics().recordsWritten());
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted stage) {
    complete |= rows.get() > 0;
  }

  /** 0 until all rows are read. */
  long count() {
    return complete ? rows.get() : 0;
  }
}
