package dev.millrace.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.JobRequest;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.spark.SparkSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million distinct documents through a tiny encoder, the path otherwise real: memory stays flat, time grows in a line. */
@Tag("soak")
class MillionDocumentsIT {
  private static final int DOCUMENTS = 1_000_000;

  @TempDir
  private Path directory;

  @Test
  void memoryIsFlatTimeIsLinearAndTheSecondNightIsShort() throws IOException {
    try (JobFixture fixture = new JobFixture(directory); SparkSession spark = SparkSessions.open("million", 0)) {
      Path input = directory.resolve("million.jsonl");
      JobRequest first = fixture.request(fixture.pipeline(), "first", 0, input);
      GeneratedDocuments.write(input, DOCUMENTS, 1, first.spec().input());
      JobResult result;
      List<Long> resident;
      try (MemoryCurve memory = MemoryCurve.start()) {
        result = fixture.run(spark, first);
        resident = memory.residentMegabytes();
      }
      List<List<Object>> tenths = fixture.tables().query("""
          SELECT tenth, extract(epoch FROM max(committed_at) - (SELECT min(started_at) FROM attempt))::float8 AS seconds FROM (
            SELECT committed_at, ceil(10.0 * sum(documents) OVER (ORDER BY committed_at) / sum(documents) OVER ()) AS tenth FROM slice) AS s
          GROUP BY tenth ORDER BY tenth""");
      JobResult second = fixture.run(spark, fixture.request(fixture.pipeline(), "second", 0, input));
      System.out.printf("first night %s%nseconds to each tenth of the documents %s%nresident MB over time %s%nsecond night %s%n",
          result.summary(), tenths, resident, second.summary());
      assertThat(result.summary()).containsEntry("decided", (long) DOCUMENTS);
      assertThat(second.summary()).containsEntry("skipped_unchanged", (long) DOCUMENTS).containsEntry("tokens", 0L);
      double half = seconds(tenths, 5);
      assertThat(seconds(tenths, 10)).as("time to all against time to half of the documents").isBetween(1.6 * half, 2.5 * half);
      assertThat(resident.get(9)).as("resident memory at the end against the middle, MB").isLessThan((long) (resident.get(4) * 1.3));
    }
  }

  private static double seconds(List<List<Object>> tenths, int tenth) {
    return ((Number) tenths.get(tenth - 1).get(1)).doubleValue();
  }
}
