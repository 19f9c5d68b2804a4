package dev.millrace.retention;

import dev.millrace.cli.MillraceCommand;
import dev.millrace.cli.Progress;
import dev.millrace.cli.Summary;
import dev.millrace.database.Access;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseOptions;
import dev.millrace.database.Failure;
import dev.millrace.failure.MillraceException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "purge", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Deletes what is older than an age: documents with all that is said of them, and rejections.",
    description = {"",
        "A document is as old as its time, or as its last change where it has none; what people labelled about it goes with it. Works as the writer, in small "
            + "transactions beside running jobs, and waits for none of them. Broken off, run it again. The pipeline file's keep: does the same after each run.",
        ""})
public final class PurgeCommand extends MillraceCommand {
  @Option(names = "--older-than", required = true, paramLabel = "AGE", converter = Cutoff.AgeConverter.class,
      description = "Such as 12h, 180d or 26w; by the database's clock, rounded down to the start of a day in UTC.")
  private Duration olderThan;

  @Option(names = "--source", paramLabel = "NAME", description = "Only this source, as input.source in the pipeline file names it. Default: all.")
  private String source;

  @Option(names = "--dry-run", description = "Count and delete nothing.")
  private boolean dryRun;

  @Option(names = "--batch", defaultValue = "2000", paramLabel = "N", description = "Documents a transaction looks at. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Mixin
  private DatabaseOptions options;

  @Override
  protected void run(Summary summary, PrintWriter out) {
    if (batch < 1 || batch > 100_000) {
      throw MillraceException.usage("--batch is 1 to 100000, was %d", batch);
    }
    try (Database database = Database.open(options.settings(), Access.WRITER, "millrace purge", 2)) {
      LocalDate day = day(database);
      Purge purge = new Purge(database, new PurgeOrder(source, null, day.atStartOfDay(ZoneOffset.UTC).toInstant(), batch, PurgeOrder.UNBOUNDED, dryRun));
      Purge.Result result;
      long documents = Estimate.documents(database, source);
      try (Progress progress = Progress.start("purge", "documents", purge::seen, () -> documents)) {
        result = purge.run();
      }
      summary.put("older_than", day.toString()).put("source", source).put("dry_run", dryRun).put("in_use", result.inUse());
      result.counts().forEach((table, count) -> summary.put("purged." + table, count));
      print(out, day, result);
    } catch (SQLException e) {
      throw Failure.writersStatement(e);
    }
  }

  private LocalDate day(Database database) throws SQLException {
    try (Connection connection = database.connection()) {
      return Cutoff.of(connection, olderThan);
    }
  }

  private void print(PrintWriter out, LocalDate day, Purge.Result result) {
    out.printf(Locale.ROOT, "%s before %s (UTC)%n%n", dryRun ? "To be deleted: from" : "Deleted: from", day);
    out.print(ErasedTable.of(result.counts()));
    if (result.inUse() > 0) {
      out.printf(Locale.ROOT, "%n%d old documents were being changed by others and are left for the next time.%n", result.inUse());
    }
    out.println();
    out.println("Left: runs, slices, attempts and the audit, which are the account and hold no content; what was forgotten, which");
    out.println("stays so. Out of reach: topics, backups, exports and the source itself. Space is used again after autovacuum.");
  }
}
