package dev.millrace.jobs.faults.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.jobs.faults.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A driver JVM of its own, started ahead of its assignments. */
final class DriverProcess implements AutoCloseable {
  static final String READY = "ready";

  private final Path directory;
  private final Process process;
  private final BufferedReader answers;

  private DriverProcess(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
    this.answers = process.inputReader(UTF_8);
  }

  /** Returns at once; it is ready some seconds later. */
  static DriverProcess start(Path home, int leaseSeconds) {
    try {
      Files.createDirectories(home.resolve("tmp"));
      Path directory = Files.createTempDirectory(home, "driver-");
      List<String> command = new ArrayList<>(ChildJvm.command(home, directory.resolve("millrace.log"), DriverMain.class));
      command.add(1, "-Dmillrace.lease.seconds=" + leaseSeconds);
      return new DriverProcess(directory, new ProcessBuilder(command).redirectError(directory.resolve("stderr").toFile()).start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Where its log and its standard error lie. */
  Path directory() {
    return directory;
  }

  Drive begin(Assignment assignment) {
    CompletableFuture<End> end = new CompletableFuture<>();
    Thread reader = new Thread(() -> end.complete(answer(assignment)), "answers of " + pid());
    reader.setDaemon(true);
    reader.start();
    return new Drive() {
      @Override
      public boolean ended() {
        return end.isDone();
      }

      @Override
      public End end() {
        return end.copy().orTimeout(World.LONGEST.toSeconds(), TimeUnit.SECONDS).join();
      }
    };
  }

  /** Whatever else is said on standard output is passed over; none at all means that it was killed. */
  private End answer(Assignment assignment) {
    ObjectMapper json = new ObjectMapper();
    try {
      process.getOutputStream().write((json.writeValueAsString(assignment) + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith("{\"exitCode\"")) {
          return json.readValue(line, End.class);
        }
      }
      return End.KILLED;
    } catch (IOException e) {
      return End.KILLED;
    }
  }

  void stop() {
    Signal.STOP.send(List.of(pid()));
  }

  void wake() {
    Signal.CONT.send(List.of(pid()));
  }

  /** SIGKILL: no shutdown hook runs. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
