package dev.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When and how the script {@code millrace} builds, with a Maven that only takes notes. */
class LauncherBuildIT {
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
}
