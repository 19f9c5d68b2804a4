package dev.millrace.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command shares: a summary file, and failures that end as a sentence and an exit code. */
public abstract class MillraceCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = "--summary", paramLabel = "FILE",
      description = "Write one flat JSON object of what the command did to FILE. Default: none is written.")
  private Path summaryFile;

  private final Summary summary = new Summary();

  /** Does the work and fills the summary. Throws {@link dev.millrace.failure.MillraceException} for all that is not a bug. */
  protected abstract void run(Summary summary, PrintWriter out) throws Exception;

  /** The exit code of a run that threw nothing; 0 unless a command says otherwise. */
  protected int exitCode() {
    return 0;
  }

  /** Standard output as it is, for data that another program reads. */
  protected final PrintWriter raw() {
    return spec.commandLine().getOut();
  }

  /** False for a command that must work without a home, such as one that says why there is none. */
  protected boolean needsHome() {
    return true;
  }

  @Override
  public final Integer call() throws Exception {
    PrintWriter out = PlainWriter.over(spec.commandLine().getOut());
    if (needsHome()) {
      Home.requireWritable();
    }
    try {
      run(summary, out);
    } finally {
      out.flush();
      if (summaryFile != null && !summary.values().isEmpty()) {
        summary.write(summaryFile);
      }
    }
    return exitCode();
  }
}
