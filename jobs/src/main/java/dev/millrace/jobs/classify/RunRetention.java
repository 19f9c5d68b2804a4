package dev.millrace.jobs.classify;

import dev.millrace.database.Database;
import dev.millrace.failure.MillraceException;
import dev.millrace.ledger.LeasedRun;
import dev.millrace.retention.Purge;
import dev.millrace.retention.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the pipeline file's {@code keep} means for one run: rows that are not read, and rows that go once it has read the rest. */
final class RunRetention {
  private static final Logger LOG = LoggerFactory.getLogger(RunRetention.class);

  private final Database database;
  private final LeasedRun run;
  private final LocalDate day;
  private final Consumer<String> say;

  private RunRetention(Database database, LeasedRun run, LocalDate day, Consumer<String> say) {
    this.database = database;
    this.run = run;
    this.day = day;
    this.say = say;
  }

  /** @param keep null keeps and reads all */
  static RunRetention settle(Database database, LeasedRun run, Duration keep, Consumer<String> say) {
    LocalDate day = Retention.notReadBefore(database, run, keep);
    if (day != null) {
      say.accept("Neither reads nor keeps what is from before %s (UTC).".formatted(day));
    }
    return new RunRetention(database, run, day, say);
  }

  /** Null for no bound. */
  Instant notBefore() {
    return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Purges, and returns what the summary says of it. Failing to is said, and no reason for the run to fail. */
  Map<String, Object> purge() {
    Map<String, Object> values = new LinkedHashMap<>();
    if (day == null) {
      return values;
    }
    values.put("not_read_before", day.toString());
    try {
      Purge.Result result = Retention.purge(database, run, day);
      values.put("purge_complete", result.complete());
      result.counts().forEach((table, count) -> values.put("purged." + table, count));
      say.accept("Purged %d documents from before %s.%s".formatted(result.counts().get("document"), day,
          result.complete() ? "" : " There are more: the next run goes on."));
    } catch (MillraceException e) {
      LOG.error("Run {}: the purge failed", run.runId(), e);
      values.put("purge_complete", false);
      say.accept("What is from before %s could not all be purged: %s. The next run tries again, or use ./millrace purge.".formatted(day, e.getMessage()));
    }
    return values;
  }
}
