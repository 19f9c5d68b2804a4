package dev.millrace.jobs.faults;

import static dev.millrace.jobs.JobFixture.number;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Access;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.classify.JobResult;
import dev.millrace.jobs.source.SharedSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corrupt file among good ones: told by name and exit code 4, and the good ones leave what they leave alone. */
class CorruptFileIT {
  private static final String CSV_LINE = "%s,late,\"parcel %s, again\",2026-03-01T00:00:00Z,lamp%n";

  @TempDir
  private Path directory;
  private Path inputs;

  @BeforeEach
  void makeInputs() throws IOException {
    inputs = Files.createDirectory(directory.resolve("inputs"));
  }

  @Test
  void aCsvFileThatIsNoGzipAsItsNameSays() throws IOException {
    StringBuilder lines = new StringBuilder("id,subject,body,created_at,product\n");
    for (int i = 0; i < 60; i++) {
      lines.append(CSV_LINE.formatted("C-" + i, Integer.toHexString(i * 7_919)));
    }
    try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(inputs.resolve("a.csv.gz")))) {
      file.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
    requireThatTheGoodOnesAreKept("csv", inputs.resolve("a.csv.gz"), Files.writeString(inputs.resolve("b.csv.gz"), lines), "b.csv.gz");
  }

  @Test
  void aParquetFileThatIsCutOff() throws IOException {
    Path written = directory.resolve("written");
    SharedSpark.spark().read().json(Tickets.of(0, 60).write(directory.resolve("tickets.jsonl")).toString()).coalesce(1).write().mode(SaveMode.Overwrite).parquet(written.toString());
    try (var files = Files.list(written)) {
      byte[] whole = Files.readAllBytes(files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
      Path good = Files.write(inputs.resolve("a.parquet"), whole);
      requireThatTheGoodOnesAreKept("parquet", good, Files.write(inputs.resolve("b.parquet"), Arrays.copyOf(whole, whole.length / 2)), "b.parquet");
    }
  }

  private void requireThatTheGoodOnesAreKept(String format, Path good, Path corrupt, String name) throws IOException {
    try (JobFixture job = new JobFixture(directory); JobFixture alone = new JobFixture(directory)) {
      JobResult result = run(job, format, good, corrupt);
      assertThat(result.exitCode()).isEqualTo(4);
      assertThat(number(result.summary(), "rejected.unreadable")).isEqualTo(1);
      assertThat(job.tables().query("SELECT reason, key LIKE '%" + name + "%' FROM rejection")).containsExactly(List.of("unreadable", true));
      assertThat(run(alone, format, good).exitCode()).isZero();
      Tables.of(job.tables().settings(Access.READER)).requireEqualDecisions(Tables.of(alone.tables().settings(Access.READER)));
    }
  }

  private JobResult run(JobFixture job, String format, Path... files) throws IOException {
    Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), job.pipeline().yaml().replace("format: json", "format: " + format));
    return job.run(SharedSpark.spark(), JobFixture.request(pipeline, 0, "night", 4, files));
  }
}
