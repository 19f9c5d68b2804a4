package dev.millrace.jobs.faults.campaign;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/** A driver in this JVM. */
record LocalDrive(CompletableFuture<End> future) implements Drive {
  static LocalDrive start(SparkSession spark, Assignment assignment) {
    CompletableFuture<End> future = new CompletableFuture<>();
    Thread thread = new Thread(() -> {
      try {
        future.complete(assignment.drive(spark));
      } catch (Throwable e) {
        future.completeExceptionally(e);
      }
    }, "driver of " + assignment.runId());
    thread.setDaemon(true);
    thread.start();
    return new LocalDrive(future);
  }

  @Override
  public boolean ended() {
    return future.isDone();
  }

  @Override
  public End end() {
    return future.copy().orTimeout(World.LONGEST.toSeconds(), TimeUnit.SECONDS).join();
  }
}
