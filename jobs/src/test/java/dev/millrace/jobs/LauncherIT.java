package dev.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the script {@code millrace} finds its Java and starts it, among invented JDKs. */
class LauncherIT {
  private static final List<String> COMMANDS = List.of("demo", "try", "doctor", "init", "train", "check", "classify", "bench",
      "runs", "status", "explain", "purge", "forget", "migrate", "sql");

  @TempDir
  private Path temp;
  private LauncherFixture launcher;

  @BeforeEach
  void installs() throws IOException {
    launcher = LauncherFixture.in(temp);
  }

  @AfterEach
  void removesTools() throws IOException {
    launcher.close();
  }

  @Test
  void helpListsEveryCommandWithinEightyColumns() throws Exception {
    LauncherFixture.Ended help = launcher.run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    for (String command : COMMANDS) {
      assertThat(help.out()).containsPattern("(?m)^  " + command + " +\\S");
    }
    assertThat(launcher.run().out()).isEqualTo(help.out());
    assertThat(launcher.run("help").out()).isEqualTo(help.out());
    assertThat(launcher.mavenCalls()).isEmpty();
  }

  @Test
  void versionIsTheOneOfTheBuild() throws Exception {
    assertThat(launcher.run("--version").out()).isEqualTo("millrace 9.9.9\n");
  }

  @ParameterizedTest
  @CsvSource({"clasify,classify", "trian,train", "sq,sql", "classifyy,classify"})
  void unknownCommandIsRefusedWithTheNearest(String typed, String meant) throws Exception {
    LauncherFixture.Ended ended = launcher.run(typed);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("There is no command '" + typed + "'. Nearest: " + meant + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"elephant", "#", "*", ""})
  void unknownCommandNearToNoneIsRefusedWithAll(String typed) throws Exception {
    LauncherFixture.Ended ended = launcher.run(typed);
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("There are: " + String.join(" ", COMMANDS));
  }

  @Test
  void wrongJdkAloneIsRefusedWithWhatToInstall() throws Exception {
    launcher.built().jdk("jdk-25", "25.0.3").jdk("jdk-11", "11.0.2");
    LauncherFixture.Ended ended = launcher.run("sql");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("runs on Java 17 or 21; found", "Java 25.0.3 in " + temp.resolve("jdks/jdk-25"), "Java 11.0.2 in")
        .contains("apt-get install openjdk-17-jdk", "dnf install java-21-openjdk-devel", "brew install openjdk@17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "17.0.15", "21.0.2", "21-ea"})
  void fittingJdkIsFoundBesideANewerOne(String version) throws Exception {
    launcher.built().jdk("a-25", "25.0.3").jdk("b", version).with("JAVA_HOME", temp.resolve("jdks/a-25").toString());
    assertThat(launcher.run("sql").out()).startsWith("java " + version + "\n");
  }

  @Test
  void javaHomeThatFitsIsPreferred() throws Exception {
    launcher.built().jdk("a", "17.0.1").jdk("b", "21.0.2").with("JAVA_HOME", temp.resolve("jdks/b").toString());
    assertThat(launcher.run("sql").out()).startsWith("java 21.0.2\n");
  }

  @Test
  void jdkWithoutAReleaseFileIsAskedForItsVersion() throws Exception {
    launcher.built().jdk("a-25", "25").jdk("b", "17.0.9");
    Files.delete(temp.resolve("jdks/a-25/release"));
    Files.delete(temp.resolve("jdks/b/release"));
    assertThat(launcher.run("sql").out()).startsWith("java 17.0.9\n");
  }

  @Test
  void jreRunsWhatIsBuiltButDoesNotBuild() throws Exception {
    launcher.built().jdk("jre", "17.0.9");
    Files.delete(temp.resolve("jdks/jre/bin/javac"));
    assertThat(launcher.run("sql").exitCode()).isZero();
    launcher.touch("sql/src/main/java/Some.java");
    LauncherFixture.Ended ended = launcher.run("sql");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("is built with a JDK 17 or 21; found", "Java 17.0.9 in", "without javac");
  }

  @ParameterizedTest
  @CsvSource({"try,dev.millrace.serving.ServingMain,UseSerialGC", "sql,dev.millrace.database.SqlMain,UseSerialGC",
      "classify,dev.millrace.jobs.JobsMain,UseParallelGC"})
  void commandStartsItsMainClassWithItsArguments(String command, String main, String collector) throws Exception {
    launcher.built().jdk("jdk", "17.0.9");
    String out = launcher.run(command, "two words", "", "*").out();
    assertThat(out).endsWith("\n%s\n%s\ntwo words\n\n*\n".formatted(main, command)).contains(collector);
    assertThat(out.contains("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")).isEqualTo(command.equals("classify"));
    assertThat(out.contains("spark.jar")).isEqualTo(command.equals("classify"));
  }

  @Test
  void standardInputReachesJavaAndItsExitCodeTheCaller() throws Exception {
    launcher.built().jdk("jdk", "17.0.9").with("FAKE_JAVA_READS", "yes").with("FAKE_JAVA_EXIT", "4");
    LauncherFixture.Ended ended = launcher.runWithInput("Where is my refund?\n", "try");
    assertThat(ended.out()).endsWith("read: Where is my refund?\n");
    assertThat(ended.exitCode()).isEqualTo(4);
  }

  @Test
  void javaTakesTheLaunchersPlaceSoThatSignalsReachIt() throws Exception {
    launcher.built().jdk("jdk", "17.0.9");
    LauncherFixture.Ended ended = launcher.run("classify");
    assertThat(ended.out()).contains("\nprocess " + ended.process() + "\n");
  }

  @Test
  void optionsOfTheUserComeLastAndTheHomeIsAbsolute() throws Exception {
    launcher.built().jdk("jdk", "17.0.9").with("MILLRACE_JAVA_OPTS", "-Xmx7g  -Dsome=*").with("MILLRACE_HOME", "some home");
    String out = launcher.run("sql").out();
    assertThat(out).containsPattern("(?s)\n-Xmx\\d+m\n.*\n-Xmx7g\n-Dsome=\\*\n-cp\n");
    assertThat(out).contains("\n-Dmillrace.home=" + temp.resolve("elsewhere").toRealPath() + "/some home\n",
        "/some home/logs/millrace.log\n", "\n-Dmillrace.install=" + launcher.root() + "\n");
  }

  @Test
  void worksThroughALinkToALink() throws Exception {
    launcher.built().jdk("jdk", "17.0.9");
    Path link = Files.createSymbolicLink(temp.resolve("first"), launcher.root().resolve("millrace"));
    Path second = Files.createSymbolicLink(temp.resolve("elsewhere/second"), Path.of("..", link.getFileName().toString()));
    assertThat(launcher.runScript(second, "", "sql").out()).contains("-Dmillrace.install=" + launcher.root() + "\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "Darwin          | x86_64  | -          | macOS on Intel",
      "MINGW64_NT-10.0 | x86_64  | -          | inside WSL2",
      "Linux           | riscv64 | glibc 2.39 | x86-64 and arm64 only",
      "Linux           | x86_64  | -          | glibc 2.34 or newer",
      "Linux           | x86_64  | glibc 2.31 | this system has 2.31"})
  void platformWithoutNativeLibrariesIsRefusedInWords(String system, String machine, String glibc, String says) throws Exception {
    launcher.built().jdk("jdk", "17.0.9").platform(system, machine, glibc);
    LauncherFixture.Ended ended = launcher.run("try");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains(says);
  }

  @Test
  void databaseCommandsRunWhereOnlyTheTokenizerWouldNot() throws Exception {
    launcher.built().jdk("jdk", "17.0.9").platform("Linux", "aarch64", "glibc 2.31");
    assertThat(launcher.run("sql").exitCode()).isZero();
  }

  @Test
  void scriptsUseNothingThatBash32LacksOrMacOsNames() throws Exception {
    Pattern newer = Pattern.compile("declare -[Ag]|local -[An]|mapfile|readarray|\\|&|&>>|\\$\\{\\w+(,,|\\^\\^|@[A-Z])|readlink -f"
        + "|sed -[ir]|stat -c|date -d|grep -[a-z]*P|wait -n|\\[-1\\]|EPOCH(SECONDS|REALTIME)|printf '%\\(|realpath|nproc");
    for (Path script : launcher.scripts()) {
      assertThat(Files.readString(script).lines().filter(line -> !line.startsWith("#"))).as(script.toString())
          .noneMatch(line -> newer.matcher(line).find());
      assertThat(new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start().waitFor()).isZero();
      assertThat(new ProcessBuilder("bash", "--posix", "-n", script.toString()).inheritIO().start().waitFor()).isZero();
    }
  }
}
