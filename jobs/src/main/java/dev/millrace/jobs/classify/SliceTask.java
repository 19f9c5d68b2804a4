package dev.millrace.jobs.classify;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** One task of the job's last stage: the partition is the slice. */
record SliceTask(Broadcast<SlicePlan> plan, LongAccumulator documents) implements ForeachPartitionFunction<Row> {
  @Override
  public void call(Iterator<Row> rows) {
    TaskContext task = TaskContext.get();
    SlicePlan slicePlan = plan.value();
    if (!slicePlan.finished().get(task.partitionId())) {
      try (ExecutorState.Use state = ExecutorState.use(slicePlan)) {
        new SliceRunner(slicePlan, state.shared(), task.partitionId(), slicePlan.firstAttempt() + task.attemptNumber()).run(rows, documents::add);
      }
    }
  }
}
