package dev.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** The script {@code millrace} among invented JDKs, with a Maven that only takes notes. */
class LauncherIT {
  private static final List<String> COMMANDS = List.of("demo", "try", "train", "classify", "bench", "migrate", "sql");

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
  void stoppedBuildStopsMavenAndLeavesNoLock() throws Exception {
    launcher.jdk("jdk", "17.0.9").with("FAKE_MAVEN_SECONDS", "50");
    Process stopped = launcher.begin("sql");
    await().until(() -> !launcher.mavenCalls().isEmpty());
    List<ProcessHandle> children = stopped.descendants().toList();
    stopped.destroy();
    assertThat(stopped.waitFor()).isEqualTo(143);
    assertThat(launcher.root().resolve("target/build.lock")).doesNotExist();
    await().until(() -> children.stream().noneMatch(child -> child.info().command().orElse("").endsWith("bash") && child.isAlive()));
    children.forEach(ProcessHandle::destroy);
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

  @Test
  void buildsOnceAndThenOnlyAfterAChange() throws Exception {
    launcher.jdk("jdk", "17.0.9");
    LauncherFixture.Ended first = launcher.run("sql");
    assertThat(first.err()).contains("Building Millrace, because sql is not built yet", "about 500 MB", "Built in");
    assertThat(first.out()).contains("dev.millrace.database.SqlMain");
    assertThat(launcher.run("sql").err()).isEmpty();
    assertThat(launcher.run("try").err()).isEmpty();
    assertThat(launcher.mavenCalls()).containsExactly("-B -DskipTests package");

    launcher.touch("schemas/src/main/java/Some.java");
    assertThat(launcher.run("sql").err()).contains("because schemas/src/main/java/Some.java has changed");
    launcher.touch("pom.xml");
    assertThat(launcher.run("sql").err()).contains("because pom.xml has changed");
    Files.delete(launcher.root().resolve("library.jar"));
    assertThat(launcher.run("sql").err()).contains("library.jar is missing");
    assertThat(launcher.run("sql").err()).isEmpty();
    assertThat(launcher.mavenCalls()).hasSize(4);
  }

  @Test
  void sourceSavedDuringABuildIsBuiltNextTime() throws Exception {
    launcher.jdk("jdk", "17.0.9").with("FAKE_MAVEN_SAVES", "sql/src/main/java/Some.java");
    launcher.run("sql");
    assertThat(launcher.run("sql").err()).contains("because sql/src/main/java/Some.java has changed");
  }

  @Test
  void plainMavenCountsAsABuild() throws Exception {
    launcher.jdk("jdk", "17.0.9").run("sql");
    launcher.touch("sql/src/main/java/Some.java");
    launcher.built();
    assertThat(launcher.run("sql").err()).isEmpty();
  }

  @Test
  void classPathOfAnotherCopyOfTheRepositoryIsNotUsed() throws Exception {
    launcher.built().jdk("jdk", "17.0.9");
    Path classPath = launcher.root().resolve("sql/target/class-path");
    Files.writeString(classPath, Files.readString(classPath).replace(launcher.root() + "/schemas/target", launcher.root() + "/jobs/../schemas/target"));
    assertThat(launcher.run("sql").err()).contains("because it was built in another directory");
  }

  @Test
  void failedBuildShowsItsErrorsAndNamesTheLog() throws Exception {
    launcher.jdk("jdk", "17.0.9").with("FAKE_MAVEN_EXIT", "1");
    LauncherFixture.Ended ended = launcher.run("sql");
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("The build failed", "[ERROR] cannot find symbol", launcher.root() + "/target/build.log");
    assertThat(launcher.root().resolve("target/build.lock")).doesNotExist();
    assertThat(launcher.run("sql").exitCode()).as("tried again").isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6.3", "2.2.1"})
  void oldMavenIsRefused(String version) throws Exception {
    launcher.jdk("jdk", "17.0.9").with("FAKE_MAVEN_VERSION", version);
    LauncherFixture.Ended ended = launcher.run("sql");
    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("built with Maven 3.8 or newer; found " + version, "apt-get install maven");
  }

  @Test
  void twoLaunchersAtOnceBuildOnce() throws Exception {
    launcher.jdk("jdk", "17.0.9").with("FAKE_MAVEN_SECONDS", "2");
    Process one = launcher.begin("sql");
    Process two = launcher.begin("sql");
    assertThat(List.of(one.waitFor(), two.waitFor())).containsExactly(0, 0);
    assertThat(launcher.mavenCalls()).hasSize(1);
  }

  @Test
  void lockOfADeadBuildIsTakenOver() throws Exception {
    launcher.jdk("jdk", "17.0.9");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = Files.createDirectories(launcher.root().resolve("target/build.lock"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
    assertThat(launcher.run("sql").exitCode()).isZero();
    assertThat(lock).doesNotExist();
    assertThat(launcher.mavenCalls()).hasSize(1);
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
