package dev.millrace.jobs;

import dev.millrace.cli.CommandRunner;
import dev.millrace.jobs.bench.BenchCommand;
import dev.millrace.jobs.check.CheckCommand;
import dev.millrace.jobs.classify.ClassifyCommand;
import dev.millrace.jobs.demo.DemoCommand;
import dev.millrace.jobs.doctor.DoctorCommand;
import dev.millrace.jobs.init.InitCommand;
import dev.millrace.jobs.train.TrainCommand;
import picocli.CommandLine.Command;

/** The commands that need Spark. */
@Command(name = "millrace", subcommands = {
    DemoCommand.class, DoctorCommand.class, InitCommand.class, TrainCommand.class, CheckCommand.class, ClassifyCommand.class, BenchCommand.class})
public final class JobsMain {
  /** For {@link CommandRunner#run}. */
  public JobsMain() {}

  public static void main(String[] args) {
    System.exit(CommandRunner.run(new JobsMain(), args));
  }
}
