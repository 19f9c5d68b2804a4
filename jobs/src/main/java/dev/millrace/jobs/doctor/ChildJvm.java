package dev.millrace.jobs.doctor;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Tries something in a JVM of its own, with this one's options and class path: natives that do not fit may end it. */
final class ChildJvm {
  private static final String GOOD = "good: ";
  private static final String BAD = "bad: ";

  /** @param text what the child found, or why it did not */
  record Answer(boolean good, String text) {}

  private ChildJvm() {}

  static Answer ask(Class<?> main, Duration patience, String... arguments) throws IOException, InterruptedException {
    File output = Files.createTempFile("millrace-doctor", ".out").toFile();
    try {
      Process child = new ProcessBuilder(words(main, arguments)).redirectErrorStream(true).redirectOutput(output).start();
      try {
        child.getOutputStream().close();
        if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          return new Answer(false, "no answer within %d s".formatted(patience.toSeconds()));
        }
        return answer(child.exitValue(), Files.readString(output.toPath()));
      } finally {
        child.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(output.toPath());
    }
  }

  private static List<String> words(Class<?> main, String... arguments) {
    List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    // A debugger's port is taken, by this process.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(option -> !option.startsWith("-agent") && !option.startsWith("-javaagent")).forEach(words::add);
    words.addAll(List.of("-XX:ErrorFile=/dev/null", "-cp", System.getProperty("java.class.path"), main.getName()));
    words.addAll(List.of(arguments));
    return words;
  }

  /** What natives or frameworks print besides is passed over. */
  static Answer answer(int exitCode, String output) {
    for (String line : output.lines().toList()) {
      if (exitCode == 0 && line.startsWith(GOOD)) {
        return new Answer(true, line.substring(GOOD.length()));
      }
      if (line.startsWith(BAD)) {
        return new Answer(false, line.substring(BAD.length()));
      }
    }
    String first = output.lines().filter(line -> !line.isBlank() && !line.equals("#")).findFirst().orElse("it said nothing");
    return new Answer(false, "the process that tried ended with %d: %s".formatted(exitCode, first));
  }

  /** What a child's main does: says what it found, and returns the code to exit with. */
  static int reply(Attempt attempt) {
    try {
      System.out.println("\n" + GOOD + attempt.run().replaceAll("\\s+", " "));
      return 0;
    } catch (Throwable e) {
      System.out.println("\n" + BAD + reason(e).replaceAll("\\s+", " "));
      return 1;
    }
  }

  /** Something that may fail in any way; returns what it found. */
  interface Attempt {
    String run() throws Exception;
  }

  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
  }
}
