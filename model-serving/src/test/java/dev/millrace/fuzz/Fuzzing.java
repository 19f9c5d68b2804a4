package dev.millrace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** Replays the seeds and findings of targets, and looks for more with Jazzer in a JVM of its own. */
public final class Fuzzing {
  private static final Path CORPUS = Path.of("src/test/resources/fuzz");
  private static final Path WORK = Path.of("target/fuzz");
  private static final Duration LONGEST_INPUT = Duration.ofSeconds(10);

  private Fuzzing() {}

  /** Every input that is kept, within its time. */
  public static void replay(Class<? extends FuzzTarget> type) throws Exception {
    FuzzTarget target = type.getConstructor().newInstance();
    List<Path> inputs = inputs(type);
    assertThat(inputs).as("seeds of %s", type.getSimpleName()).isNotEmpty();
    for (Path input : inputs) {
      byte[] bytes = Files.readAllBytes(input);
      Assertions.assertTimeout(LONGEST_INPUT, () -> target.check(bytes), input::toString);
    }
  }

  /**
   * Fails with the input if one is found that breaks a property, takes longer than 10 s or more than 512 MB.
   *
   * @param seed of the search; 0 draws one
   */
  public static void fuzz(int seconds, int seed, List<Class<? extends FuzzTarget>> types) throws IOException, InterruptedException {
    assumeThat(Fuzzing.class.getResource(driver())).as("a Jazzer for this platform").isNotNull();
    Path work = Files.createDirectories(WORK.resolve(types.size() == 1 ? types.get(0).getSimpleName() : "all"));
    Path corpus = corpus(work, types);
    Path log = work.resolve("log");
    Process process = new ProcessBuilder(command(seconds, seed, types, work, corpus)).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(seconds + 120L, TimeUnit.SECONDS)) {
        fail("Jazzer did not end; see %s", log.toAbsolutePath());
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      fail("Jazzer found something: %s%nThe whole log is %s; put the input, without its first byte, into %s", told(log), log.toAbsolutePath(), CORPUS);
    }
    assertThat(told(log)).as("executions").contains("Done ");
  }

  private static List<String> command(int seconds, int seed, List<Class<? extends FuzzTarget>> types, Path work, Path corpus) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC", seconds < 60 ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation", "-Dfile.encoding=UTF-8",
        "-Duser.language=tr", "-Duser.country=TR", "-Dmillrace.home=" + work.resolve("home").toAbsolutePath(),
        "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + FuzzDriver.class.getName(), "--instrumentation_includes=dev.millrace.**",
        // Jazzer's own detectors slow every class down, and report patterns and paths out of untrusted files, which is what is read here.
        "--custom_hook_includes=dev.millrace.**", "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection:com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
        "--reproducer_path=" + work, "-artifact_prefix=" + work + "/", "-timeout=" + LONGEST_INPUT.toSeconds(), "-max_len=8192", "-print_final_stats=1",
        "-rss_limit_mb=4096", "-max_total_time=" + seconds, "-seed=" + seed));
    command.add("--target_args=" + types.stream().map(Class::getName).collect(Collectors.joining(" ")));
    command.add(corpus.toString());
    return command;
  }

  /** The kept inputs, each behind the byte that chooses its target. */
  private static Path corpus(Path work, List<Class<? extends FuzzTarget>> types) throws IOException {
    Path corpus = Files.createDirectories(work.resolve("corpus"));
    for (int i = 0; i < types.size(); i++) {
      for (Path input : inputs(types.get(i))) {
        byte[] bytes = Files.readAllBytes(input);
        byte[] chosen = new byte[bytes.length + 1];
        chosen[0] = (byte) i;
        System.arraycopy(bytes, 0, chosen, 1, bytes.length);
        Files.write(corpus.resolve(types.get(i).getSimpleName() + "-" + input.getFileName()), chosen);
      }
    }
    return corpus;
  }

  private static List<Path> inputs(Class<? extends FuzzTarget> type) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(type.getSimpleName()))) {
      return files.sorted().toList();
    }
  }

  private static String told(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    List<String> found = lines.stream().filter(line -> line.startsWith("== ") || line.startsWith("\tat dev.millrace") || line.startsWith("Base64")
        || line.contains("Test unit written") || line.startsWith("Done ") || line.startsWith("ERROR")).limit(20).toList();
    return String.join("\n", found.isEmpty() ? lines.subList(Math.max(0, lines.size() - 10), lines.size()) : found);
  }

  private static String driver() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String platform = system.startsWith("mac") ? "macos" : system.startsWith("win") ? "windows" : "linux";
    String machine = Arrays.asList("aarch64", "arm64").contains(System.getProperty("os.arch")) ? "aarch64" : "x86_64";
    String library = platform.equals("macos") ? "libjazzer_driver.dylib" : platform.equals("windows") ? "jazzer_driver.dll" : "libjazzer_driver.so";
    return "/com/code_intelligence/jazzer/driver/jazzer_driver_%s_%s/%s".formatted(platform, machine, library);
  }
}
