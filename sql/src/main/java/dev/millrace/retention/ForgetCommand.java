package dev.millrace.retention;

import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Progress;
import dev.millrace.cli.Summary;
import dev.millrace.cli.Table;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseOptions;
import dev.millrace.database.Failure;
import dev.millrace.document.TextRepair;
import dev.millrace.failure.MillraceException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "forget", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Erases documents from every table, and keeps them from coming back.",
    description = {"",
        "Works as the writer, beside running jobs. A keyed hash of source and id stays, by which later runs and the router reject the document as forgotten; "
            + "ids that the database does not know are kept out, too. Prints what it cannot reach.",
        ""})
public final class ForgetCommand extends MillraceCommand {
  @Option(names = "--source", required = true, paramLabel = "NAME", description = "The documents' source, as input.source in the pipeline file names it.")
  private String source;

  @ArgGroup(multiplicity = "1")
  private Which which;

  static final class Which {
    @Option(names = "--id", required = true, paramLabel = "ID", description = "The document's id within the source.")
    private String id;

    @Option(names = "--ids", required = true, paramLabel = "FILE", description = "A file of ids, one a line, in UTF-8; blank lines are passed over.")
    private Path ids;
  }

  @Option(names = "--undo", description = "Let the documents come again: removes their hashes. What was erased stays so until a run reads it.")
  private boolean undo;

  @Option(names = "--no-vacuum", description = "Leave the erased rows' dead versions to autovacuum. Default: they are vacuumed at once, as far as the user may.")
  private boolean noVacuum;

  @Mixin
  private DatabaseOptions options;

  @Override
  protected void run(Summary summary, PrintWriter out) {
    if (which.ids == null && which.id.isBlank()) {
      throw MillraceException.usage("--id must not be blank");
    }
    try (IdFile file = which.ids == null ? null : IdFile.of(which.ids)) {
      run(file, summary, out);
    }
  }

  private void run(IdFile file, Summary summary, PrintWriter out) {
    long ids = file == null ? 1 : file.check();
    try (Database database = Database.open(options.settings(), Access.WRITER, "millrace forget", 2)) {
      Unreached unreached = Unreached.of(database, source);
      try (Forgetting forgetting = Forgetting.begin(database, undo ? "undo" : "forget", source)) {
        work(forgetting, file, ids);
        forgetting.end();
        summary.put("source", source).put("ids", ids).put("unknown", forgetting.unknown());
        forgetting.counts().forEach((table, count) -> summary.put((undo ? "released." : "erased.") + table, count));
        print(out, forgetting, ids, unreached);
      }
      if (!undo) {
        boolean vacuumed = !noVacuum && DeadRows.vacuum(database, options.settings());
        summary.put("vacuumed", vacuumed);
        out.print(unreached.describe(vacuumed));
      }
    } catch (SQLException e) {
      throw Failure.writersStatement(e);
    }
  }

  private void work(Forgetting forgetting, IdFile file, long ids) throws SQLException {
    if (file == null) {
      take(forgetting, Set.of(TextRepair.repair(which.id)));
      return;
    }
    AtomicLong done = new AtomicLong();
    try (Progress progress = Progress.start("forget", "ids", done::get, () -> ids)) {
      file.read(some -> {
        take(forgetting, some);
        done.addAndGet(some.size());
      });
    }
  }

  private void take(Forgetting forgetting, Set<String> ids) throws SQLException {
    if (undo) {
      forgetting.release(ids);
    } else {
      forgetting.forget(ids);
    }
  }

  private void print(PrintWriter out, Forgetting forgetting, long ids, Unreached unreached) {
    long marks = forgetting.counts().getOrDefault("forgotten", 0L);
    if (undo) {
      out.printf(Locale.ROOT, "May come again: %,d of %,d ids%s.%n", marks, ids, marks < ids ? "; the others were not forgotten, or are given twice" : "");
      return;
    }
    out.print(ErasedTable.of(forgetting.counts()));
    out.printf(Locale.ROOT, "%nForgotten from now on: %,d of %,d ids%s.%n", marks, ids, marks < ids ? "; the others were already, or are given twice" : "");
    if (forgetting.unknown() > 0) {
      out.printf(Locale.ROOT, "Unknown to the database: %,d; they are kept out all the same, should they come.%n", forgetting.unknown());
    }
    if (!unreached.knowsSource()) {
      out.printf(Locale.ROOT, "No run has read the source %s: is it the name in the pipeline file?%n", Table.printable(source));
    }
  }
}
