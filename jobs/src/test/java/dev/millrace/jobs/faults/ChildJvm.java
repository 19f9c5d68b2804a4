package dev.millrace.jobs.faults;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words that start a JVM like this one, to be killed soon. */
public final class ChildJvm {
  private ChildJvm() {}

  /** With this JVM's class path and options; {@code home/tmp} must exist. */
  public static List<String> command(Path home, Path log, Class<?> main) {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    // A job that is killed after seconds never earns its optimising compiler back.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Dmillrace.home=" + home, "-Dmillrace.log=" + log, "-Djava.io.tmpdir=" + home.resolve("tmp"),
        "-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }
}
