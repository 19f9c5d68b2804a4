package dev.millrace.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A copy of the launcher in an invented repository: JDKs that print how they were called, and a Maven that writes stub targets. */
final class LauncherFixture implements AutoCloseable {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES = List.of("schemas", "model-serving", "sql", "jobs");
  private static final List<String> TOOLS = List.of("bash", "env", "cat", "sed", "head", "tail", "grep", "find", "readlink", "dirname", "basename",
      "uname", "getconf", "mkdir", "rmdir", "rm", "mv", "touch", "sleep", "ps", "stty");

  private static final String JAVA = """
      #!/usr/bin/env bash
      if [ "$1" = -version ]; then echo 'openjdk version "%1$s" 2026-01-01' >&2; exit; fi
      if [ "$1" = -XshowSettings:properties ]; then exit; fi
      echo "java %1$s"
      echo "process $$"
      printf '%%s\\n' "$@"
      if [ -n "${FAKE_JAVA_READS:-}" ]; then echo "read: $(cat)"; fi
      exit "${FAKE_JAVA_EXIT:-0}"
      """;
  private static final String MAVEN = """
      #!/usr/bin/env bash
      if [ "$1" = -version ]; then echo "Apache Maven ${FAKE_MAVEN_VERSION:-3.8.7}"; exit; fi
      echo "$*" >>'%1$s/maven-calls'
      sleep "${FAKE_MAVEN_SECONDS:-0}"
      if [ -n "${FAKE_MAVEN_SAVES:-}" ]; then sleep 0.1; touch "$FAKE_MAVEN_SAVES"; sleep 0.1; fi
      if [ -n "${FAKE_MAVEN_EXIT:-}" ]; then echo '[ERROR] cannot find symbol'; exit "$FAKE_MAVEN_EXIT"; fi
      touch '%1$s/library.jar' '%1$s/spark.jar'
      for module in schemas model-serving sql jobs; do
        mkdir -p "$module/target"
        touch "$module/target/millrace-$module-9.9.9.jar"
        printf %%s "$PWD/schemas/target/millrace-schemas-9.9.9.jar:%1$s/library.jar" >"$module/target/class-path"
      done
      printf %%s '%1$s/spark.jar' >jobs/target/class-path-of-spark
      echo '[INFO] BUILD SUCCESS'
      """;

  private final Path temp;
  private final Path root;
  private final Map<String, String> environment = new HashMap<>();

  /** How a launcher ended. */
  record Ended(long process, int exitCode, String out, String err) {}

  private LauncherFixture(Path temp) throws IOException {
    this.temp = temp.toRealPath();
    this.root = this.temp.resolve("repository");
  }

  static LauncherFixture in(Path temp) throws IOException {
    LauncherFixture fixture = new LauncherFixture(temp);
    fixture.install();
    return fixture;
  }

  private void install() throws IOException {
    Files.createDirectories(root.resolve("launcher"));
    for (Path script : scripts()) {
      Files.copy(script, root.resolve(REPOSITORY.relativize(script).toString()));
    }
    Files.writeString(root.resolve("pom.xml"), "<project>\n  <version>9.9.9</version>\n</project>\n");
    for (String module : MODULES) {
      Files.createDirectories(root.resolve(module).resolve("src/main/java"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "<project/>");
      Files.writeString(root.resolve(module).resolve("src/main/java/Some.java"), "");
    }
    Files.createDirectories(temp.resolve("elsewhere"));
    Files.createDirectories(temp.resolve("jdks"));
    program("bin/mvn", MAVEN.formatted(root));
    environment.put("PATH", temp.resolve("bin") + ":" + toolsWithoutJava());
    environment.put("HOME", temp.toString());
    environment.put("MILLRACE_JDK_PLACES", temp.resolve("jdks") + "/*");
  }

  /** A directory of links to just what the scripts call, so that no Java of this machine is on the PATH. */
  private Path toolsWithoutJava() throws IOException {
    Path tools = Files.createDirectory(temp.resolve("tools"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
        Path program = Path.of(place, tool);
        if (Files.isExecutable(program) && Files.notExists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), program);
        }
      }
    }
    return tools;
  }

  /** Removes the links; JUnit would warn of each that it leads out of the temporary directory. */
  @Override
  public void close() throws IOException {
    for (String tool : TOOLS) {
      Files.deleteIfExists(temp.resolve("tools").resolve(tool));
    }
  }

  private void program(String path, String text) throws IOException {
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path root() {
    return root;
  }

  /** The launcher's files in this repository. */
  List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>(List.of(REPOSITORY.resolve("millrace")));
    try (Stream<Path> parts = Files.list(REPOSITORY.resolve("launcher"))) {
      parts.sorted().forEach(scripts::add);
    }
    return scripts;
  }

  LauncherFixture with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  LauncherFixture jdk(String name, String version) throws IOException {
    program("jdks/" + name + "/bin/java", JAVA.formatted(version));
    program("jdks/" + name + "/bin/javac", "#!/bin/sh\n");
    Files.writeString(temp.resolve("jdks/" + name + "/release"), "JAVA_VERSION=\"" + version + "\"\n");
    return this;
  }

  /** As if Maven had run. */
  LauncherFixture built() throws IOException, InterruptedException {
    Process maven = new ProcessBuilder(temp.resolve("bin/mvn").toString()).directory(root.toFile()).inheritIO().start();
    if (maven.waitFor() != 0) {
      throw new IllegalStateException("The invented Maven failed.");
    }
    Files.delete(root.resolve("maven-calls"));
    return this;
  }

  LauncherFixture platform(String system, String machine, String glibc) throws IOException {
    program("bin/uname", "#!/bin/sh\ncase $1 in -m) echo %s ;; *) echo %s ;; esac\n".formatted(machine, system));
    program("bin/getconf", glibc.equals("-") ? "#!/bin/sh\nexit 1\n" : "#!/bin/sh\necho %s\n".formatted(glibc));
    program("bin/sysctl", "#!/bin/sh\necho 0\n");
    return this;
  }

  /** Makes a source newer than all that was built, by times far apart: some file systems know whole seconds only. */
  void touch(String source) throws IOException {
    Instant now = Instant.now();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(3600)));
      }
    }
    Files.setLastModifiedTime(root.resolve(source), FileTime.from(now.minusSeconds(60)));
  }

  List<String> mavenCalls() throws IOException {
    Path calls = root.resolve("maven-calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  Ended run(String... arguments) throws IOException, InterruptedException {
    return runWithInput("", arguments);
  }

  Ended runWithInput(String input, String... arguments) throws IOException, InterruptedException {
    return runScript(root.resolve("millrace"), input, arguments);
  }

  Ended runScript(Path script, String input, String... arguments) throws IOException, InterruptedException {
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    Path in = Files.writeString(temp.resolve("in"), input);
    Process process = process(script, arguments).redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("The launcher has not ended within 60 s: " + Files.readString(err));
    }
    return new Ended(process.pid(), process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /** Starts a launcher and does not wait for it. */
  Process begin(String... arguments) throws IOException {
    return process(root.resolve("millrace"), arguments).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private ProcessBuilder process(Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.resolve("elsewhere").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
