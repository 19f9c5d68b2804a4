package dev.millrace.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.database.SqlMain;
import dev.millrace.jobs.JobsMain;
import dev.millrace.serving.ServingMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/** Commands as the launcher starts them, each in a JVM of its own, in the repository's root, with a home of their own. */
record Millrace(Path home) {

  /** What a command that ended with 0 left behind; the summary is null for one that wrote none. */
  record Ended(String out, JsonNode summary) {}

  /** @param words the command's name first */
  Ended run(List<String> words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "command", ".out");
    Path err = Files.createTempFile(home, "command", ".err");
    Path summary = home.resolve("summary.json");
    Files.deleteIfExists(summary);
    Process process = new ProcessBuilder(line(words, summary)).directory(Shipped.FILES.install().toFile())
        .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s ends", words).isTrue();
      assertThat(process.exitValue()).as("%s: %s", words, Files.readString(err)).isZero();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(Files.readString(out), Files.exists(summary) ? new ObjectMapper().readTree(summary.toFile()) : null);
  }

  private List<String> line(List<String> words, Path summary) {
    List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
    line.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    line.addAll(List.of("-Dfile.encoding=UTF-8", "-Dmillrace.home=" + home, "-Dmillrace.log=" + home.resolve("millrace.log"),
        "-Dmillrace.columns=80", "-D" + DemoFiles.INSTALL + "=" + Shipped.FILES.install(),
        "-cp", System.getProperty("java.class.path"), mainOf(words.get(0))));
    line.addAll(words);
    line.addAll(List.of("--summary", summary.toString()));
    return line;
  }

  private static String mainOf(String command) {
    Class<?> main = switch (command) {
      case "try" -> ServingMain.class;
      case "sql", "migrate" -> SqlMain.class;
      default -> JobsMain.class;
    };
    return main.getName();
  }
}
