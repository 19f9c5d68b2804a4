package dev.millrace.jobs.faults.campaign;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.classify.NightlyJob;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What a driver is told to do, here or in another JVM. */
record Assignment(String pipeline, String runId, List<String> inputs) {
  // Another attempt would find the first one's answers in a cache and bill fewer tokens: without one, sums are exact.
  private static final int CACHED_ANSWERS = 0;

  End drive(SparkSession spark) {
    try {
      JobResult result = new NightlyJob(spark, line -> { }).run(JobFixture.request(
          Path.of(pipeline), CACHED_ANSWERS, runId, World.SLICES, inputs.stream().map(Path::of).toArray(Path[]::new)));
      return new End(result.exitCode(), null, result.summary());
    } catch (MillraceException e) {
      return new End(e.kind().exitCode(), chain(e), null);
    } catch (RuntimeException e) {
      return new End(End.BUG, chain(e), null);
    }
  }

  private static String chain(Throwable failure) {
    StringBuilder chain = new StringBuilder(failure.toString());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      chain.append(" <- ").append(cause.toString().lines().findFirst().orElse(""));
    }
    return chain.toString();
  }
}
