package dev.millrace.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.jobs.JobFixture;
import dev.millrace.jobs.source.SharedSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that breaks off is told by name and by exit code; whatever could be read is decided. */
class UnreadableInputIT {
  private static final int TICKETS = 2_000;

  @TempDir
  private Path directory;
  private JobFixture fixture;

  @BeforeEach
  void prepare() {
    fixture = new JobFixture(directory);
  }

  @AfterEach
  void drop() {
    fixture.close();
  }

  @Test
  void theRunEndsWithFourHoweverMuchMayBeRejectedAndKeepsWhatIsGood() throws IOException {
    Path good = Files.writeString(directory.resolve("good.jsonl"), ticket("good"));
    Path broken = Files.write(directory.resolve("broken.jsonl.gz"), half());
    Path other = Files.writeString(directory.resolve("other.jsonl.gz"), "not compressed");
    List<String> said = new ArrayList<>();
    JobResult result = new NightlyJob(SharedSpark.spark(), said::add).run(fixture.request(fixture.pipeline(), "night", 2, good, broken, other));
    fixture.requireBalance(result.summary());
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.summary()).contains(Map.entry("rejected", 2L), Map.entry("rejected.unreadable", 2L));
    assertThat(JobFixture.number(result.summary(), "decided")).isBetween(1L, TICKETS - 1L);
    assertThat(said).anyMatch(line -> line.startsWith("Input %s is unreadable: ".formatted(broken)))
        .anyMatch(line -> line.startsWith("Input %s is unreadable: ".formatted(other)));
    assertThat(fixture.tables().query("SELECT state, exit_code FROM run")).containsExactly(List.of("done", 4));
    assertThat(fixture.tables().query("SELECT document_id FROM document WHERE document_id IN ('good', 'T-0')")).hasSize(2);
    assertThat(fixture.run(SharedSpark.spark(), fixture.request(fixture.pipeline(), "night", 2, good, broken, other)).exitCode()).as("told again").isEqualTo(4);
  }

  private static byte[] half() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(whole)) {
      for (int i = 0; i < TICKETS; i++) {
        gzip.write(ticket("T-" + i).getBytes(StandardCharsets.UTF_8));
      }
    }
    return Arrays.copyOf(whole.toByteArray(), whole.size() / 2);
  }

  private static String ticket(String id) {
    return "{\"id\":\"%s\",\"subject\":\"Late\",\"body\":\"parcel %x\",\"created_at\":null,\"product\":\"p\"}%n".formatted(id, id.hashCode() * 2_654_435_761L);
  }
}
