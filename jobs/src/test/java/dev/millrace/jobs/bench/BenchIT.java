package dev.millrace.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRunner;
import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.JobsMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a bench runs and reports; its figures mean something on an idle machine and a real model only. */
class BenchIT {
  @TempDir
  private Path directory;

  @Test
  void generatedDocumentsGoThroughCeilingAndJob() throws IOException {
    try (JobFixture fixture = new JobFixture(directory)) {
      Path summaryFile = directory.resolve("summary.json");
      int exit = CommandRunner.run(new JobsMain(), "bench", "--pipeline", fixture.write("pipeline.yaml", fixture.pipeline()).toString(),
          "--generate", "3000", "--rounds", "1", "--max-tokens", "32", "--max-windows", "1", "--summary", summaryFile.toString());
      assertThat(exit).isZero();
      JsonNode summary = new ObjectMapper().readTree(summaryFile.toFile());
      assertThat(summary.path("documents").asInt()).isEqualTo(3_000);
      assertThat(summary.path("tokens").asInt()).isBetween(3_000, 3_000 * 32);
      assertThat(summary.path("ceiling_ratio").asDouble()).isCloseTo(
          summary.path("documents_per_second").asDouble() / summary.path("ceiling_documents_per_second").asDouble(), within(1e-9));
      assertThat(summary.path("padding_share").asDouble()).isBetween(0.0, 0.02);
      assertThat(summary.path("gflops").asDouble()).isPositive();
      assertThat(summary.path("peak_heap_mb").asInt()).isPositive();
    }
  }

  @Test
  void theSameSeedGivesTheSameDistinctDocuments() throws IOException {
    try (JobFixture fixture = new JobFixture(directory)) {
      var input = fixture.request(fixture.pipeline(), null, 0, directory).spec().input();
      Path first = directory.resolve("first.jsonl");
      Path second = directory.resolve("second.jsonl");
      GeneratedDocuments.write(first, 500, 7, input);
      GeneratedDocuments.write(second, 500, 7, input);
      assertThat(first).hasSameTextualContentAs(second);
      assertThat(Files.readAllLines(first)).hasSize(500).doesNotHaveDuplicates();
    }
  }
}
