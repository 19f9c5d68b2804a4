package dev.millrace.jobs.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.jobs.JobsMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code millrace classify} in a JVM of its own, with its home in one directory, so that it can be killed. */
final class ChildJob implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(120);
  private static final Pattern COMMITTED = Pattern.compile(" Slice \\d+ of run \\S+: \\d+ documents");

  private final Path home;
  private final Path output;
  private final Path summary;
  private final Process process;

  private ChildJob(Path home, Path output, Path summary, Process process) {
    this.home = home;
    this.output = output;
    this.summary = summary;
    this.process = process;
  }

  /** Starts it on two cores with this JVM's class path and options; its standard output and error lie in {@code home}. */
  static ChildJob start(Path home, Path pipeline, String runId, int slices, Path... inputs) throws IOException {
    return start(List.of(), home, pipeline, runId, slices, inputs);
  }

  /** As {@link #start}, unable to write any file larger than so many KiB: a full disk, as a process sees it. */
  static ChildJob startWithFilesUpTo(int kib, Path home, Path pipeline, String runId, int slices, Path... inputs) throws IOException {
    return start(List.of("bash", "-c", "ulimit -f %d; exec \"$@\"".formatted(kib), "bash"), home, pipeline, runId, slices, inputs);
  }

  private static ChildJob start(List<String> prefix, Path home, Path pipeline, String runId, int slices, Path... inputs) throws IOException {
    Files.createDirectories(home.resolve("tmp"));
    Files.deleteIfExists(log(home));
    Path output = home.resolve("output-of-" + runId);
    Path summary = home.resolve("summary-of-" + runId + ".json");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(ChildJvm.command(home, log(home), JobsMain.class));
    command.addAll(List.of("classify", "--pipeline", pipeline.toString(), "--run-id", runId, "--slices", Integer.toString(slices), "--cores", "2",
        "--max-rejected", "100%", "--summary", summary.toString(), "--input"));
    for (Path input : inputs) {
      command.add(input.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new ChildJob(home, output, summary, process);
  }

  private static Path log(Path home) {
    return home.resolve("logs").resolve("millrace.log");
  }

  Path home() {
    return home;
  }

  long pid() {
    return process.pid();
  }

  /** Waits until so many slices are committed, as the log says; returns at once when the job has ended. */
  void awaitSlices(int count) {
    await().atMost(LONGEST).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> !process.isAlive() || committedSlices() >= count);
    if (committedSlices() < count) {
      throw new AssertionError("the job ended with %d of %d slices: %s".formatted(committedSlices(), count, output()));
    }
  }

  private long committedSlices() {
    try {
      return Files.exists(log(home)) ? COMMITTED.matcher(Files.readString(log(home))).results().count() : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a signal by its name, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
  }

  /** SIGKILL: no shutdown hook runs. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the job has not ended: " + output());
    }
    return process.exitValue();
  }

  Map<String, Object> summary() throws IOException {
    return new ObjectMapper().readValue(summary.toFile(), new TypeReference<>() { });
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
