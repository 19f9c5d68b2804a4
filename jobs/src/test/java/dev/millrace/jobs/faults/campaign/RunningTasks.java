package dev.millrace.jobs.faults.campaign;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** The tasks that Spark runs in this JVM at the moment. */
final class RunningTasks extends SparkListener {
  private final Set<Long> running = new ConcurrentSkipListSet<>();

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    running.add(start.taskInfo().taskId());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
  }

  List<Long> ids() {
    return List.copyOf(running);
  }

  /** The threads that they run on. */
  static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("Executor task launch worker for task "))
        .toList();
  }
}
