package dev.millrace.jobs.doctor;

import dev.millrace.cli.Checklist;
import dev.millrace.cli.Finding;
import dev.millrace.cli.Finding.Level;
import dev.millrace.cli.Home;
import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Terminal;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.classify.Databases;
import dev.millrace.pipeline.spec.PipelineFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "doctor", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Says what this machine can do, and what to do about what it cannot.",
    description = {
        "",
        "Looks at Java, platform, memory, cores, disk, ONNX Runtime, GPU, tokenizer, encoders, PostgreSQL and Spark. Natives, Spark and the embedded PostgreSQL are "
            + "really started, in processes of their own. Takes about ten seconds.",
        "",
        "Exit codes: 0 all that the nightly job needs is there; 3 something is missing.",
        ""})
public final class DoctorCommand extends MillraceCommand {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int HOME_MIB = 5 * 1_024;
  private static final int TEMPORARY_MIB = 1_024;

  @Option(names = "--pipeline", paramLabel = "FILE", description = "Look at the database that this pipeline file names. Default: the embedded one.")
  private Path pipeline;

  @Option(names = "--url", paramLabel = "URL", description = "Look at this database, jdbc:postgresql://host:port/database. Default: the pipeline's.")
  private String url;

  @Option(names = "--schema", paramLabel = "NAME", defaultValue = "public", description = "With --url: the schema of Millrace's tables. Default: ${DEFAULT-VALUE}.")
  private String schema;

  @Option(names = "--user", paramLabel = "NAME", description = "With --url: the database user. Default: millrace_writer.")
  private String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "With --url: file whose first line is the password. Default: the environment's MILLRACE_DB_PASSWORD.")
  private String passwordFile;

  @Option(names = "--json", description = "Print JSON: a list of subject, level (ok, warning, missing), found, todo. Default: lines for people.")
  private boolean json;

  private boolean healthy;

  @Override
  protected boolean needsHome() {
    return false;
  }

  @Override
  protected void run(Summary summary, PrintWriter out) {
    List<Finding> findings = examination().run();
    healthy = findings.stream().allMatch(Finding::isGood);
    for (Level level : new Level[] {Level.OK, Level.WARNING, Level.MISSING}) {
      summary.put(level.label(), findings.stream().filter(finding -> finding.level() == level).count());
    }
    if (json) {
      out.println(Checklist.json(findings));
      return;
    }
    out.print(Checklist.lines(findings, Terminal.columns()));
    out.println();
    out.println(healthy ? "All that the nightly job needs is there." : "Something that the nightly job needs is missing; the lines with an arrow say what to do.");
  }

  private Examination examination() {
    ModelProbes models = new ModelProbes(PATIENCE.minusSeconds(5));
    return new Examination(PATIENCE)
        .add("Java", MachineProbes::java)
        .add("platform", MachineProbes::platform)
        .add("memory", MachineProbes::memory)
        .add("cores", MachineProbes::cores)
        .add("open files", MachineProbes::openFiles)
        .add("characters", MachineProbes::characters)
        .add("home", new DiskProbe("home", Home.path(), HOME_MIB, "MILLRACE_HOME"))
        .add("temporary", new DiskProbe("temporary", Path.of(System.getProperty("java.io.tmpdir")), TEMPORARY_MIB, "MILLRACE_JAVA_OPTS=-Djava.io.tmpdir"))
        .add("ONNX Runtime", models::runtime)
        .add("GPU", CudaProbe.ofThisMachine())
        .add("tokenizer", models::tokenizer)
        .add("encoders", ModelProbes::encoders)
        .add("PostgreSQL", () -> new DatabaseProbe(database()).look())
        .add("Spark", models::spark);
  }

  private DatabaseSettings database() {
    if (url != null) {
      return new DatabaseSettings(url, schema, user, passwordFile);
    }
    try {
      return pipeline == null ? DatabaseSettings.DEFAULT : Databases.settings(PipelineFile.load(pipeline, System.getenv()).database());
    } catch (MillraceException e) {
      throw new MillraceException(e.kind(), "The pipeline file does not say where the database is: " + e.getMessage(), e);
    }
  }

  @Override
  protected int exitCode() {
    return healthy ? 0 : ErrorKind.EXTERNAL.exitCode();
  }
}
