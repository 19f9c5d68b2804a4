package dev.millrace.watch;

import dev.millrace.cli.Table;
import dev.millrace.watch.RunDetail.SlowSlice;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A run's status for the terminal. */
final class StatusPage {
  private StatusPage() {}

  static String of(RunDetail detail) {
    StringBuilder page = new StringBuilder();
    RunLine run = detail.run();
    page.append("Run %s of pipeline %s over source %s%n%n".formatted(Words.visible(run.runId()), Words.visible(run.pipeline()), Words.visible(run.source())));
    fact(page, run.state().label(), progress(run));
    fact(page, "driver", driver(detail.driver()));
    if (detail.model() != null) {
      fact(page, "model", model(detail.model()));
    }
    fact(page, "started", Words.second(run.startedAt()) + (run.owner() == null ? "" : ", owner " + Words.visible(run.owner())));
    fact(page, "ended", run.endedAt() == null ? "not yet" : Words.second(run.endedAt()) + ", exit code " + run.exitCode());
    if (run.message() != null) {
      fact(page, run.errorKind() == null ? "message" : run.errorKind().toLowerCase(Locale.ROOT), Words.visible(run.message()));
    }
    page.append('\n').append(new Table("documents", "decided", "rejected", "unchanged").row(Words.count(run.counts().documents()), Words.count(run.counts().decided()),
        Words.count(run.counts().rejected()), Words.count(run.counts().skippedUnchanged())));
    stages(page, detail.stages());
    rejections(page, detail);
    attempts(page, detail);
    slowest(page, detail);
    return page.toString();
  }

  private static void fact(StringBuilder page, String name, String value) {
    page.append("%-9s %s%n".formatted(name, value));
  }

  private static String progress(RunLine run) {
    Pace pace = run.pace();
    StringBuilder line = new StringBuilder("%s %s  %s of %s slices".formatted(
        Words.bar(pace.share()), Words.percent(pace.share()), Words.count(pace.finished()), Words.count(pace.slices())));
    if (run.documentsPerSecond() > 0) {
      line.append(", ").append(Words.rate(run.documentsPerSecond())).append(" documents/s");
    }
    line.append(run.endedAt() == null ? ", for " : ", took ").append(Words.time(run.elapsed()));
    if (run.left() != null) {
      line.append(", about ").append(Words.time(run.left())).append(" left");
    }
    return line.toString();
  }

  private static String driver(RunDetail.Driver driver) {
    String who = "process %d on %s".formatted(driver.pid(), Words.visible(driver.host()));
    String earlier = driver.token() == 1 ? "" : "; driver number %d of this run".formatted(driver.token());
    if (driver.holdsLease()) {
      return who + ", holds the lease until " + Words.second(driver.leaseUntil()) + " and renews it" + earlier;
    }
    return driver.leaseUntil() == null ? who + ", has given its lease back" + earlier
        : who + ", silent: its lease ended " + Words.second(driver.leaseUntil()) + ". Continue the run with the same --run-id" + earlier;
  }

  private static String model(RunDetail.Model model) {
    String rules = model.thresholds().entrySet().stream()
        .map(task -> "%s %s".formatted(Words.visible(task.getKey()), task.getValue() == null ? "accepts all" : String.format(Locale.ROOT, "from %.4f", task.getValue())))
        .collect(Collectors.joining(", "));
    return "%s %s, version %s; %s".formatted(Words.visible(model.bundle()), model.precision(), model.version().substring(0, 12), rules);
  }

  private static void stages(StringBuilder page, Map<String, Double> stages) {
    double all = stages.values().stream().mapToDouble(Double::doubleValue).sum();
    if (all == 0) {
      return;
    }
    Table table = new Table("stage", "thread-seconds", "share");
    stages.forEach((stage, seconds) -> table.row(stage, String.format(Locale.ROOT, "%.1f", seconds), Words.percent(seconds / all)));
    page.append("\nStages of finished slices; they overlap\n\n").append(table);
  }

  private static void rejections(StringBuilder page, RunDetail detail) {
    if (detail.rejections().isEmpty()) {
      return;
    }
    Table table = new Table("rejected as", "documents", "share");
    detail.rejections().forEach((reason, count) ->
        table.row(reason, Words.count(count), String.format(Locale.ROOT, "%.2f %%", 100.0 * count / detail.run().counts().documents())));
    page.append("\nRejections; each is in the table rejection with its reason\n\n").append(table);
  }

  private static void attempts(StringBuilder page, RunDetail detail) {
    if (detail.attempts().keySet().stream().allMatch("committed"::equals)) {
      return;
    }
    Table table = new Table("attempts", "number", "documents", "tokens");
    detail.attempts().forEach((outcome, attempts) -> table.row(outcome, attempts.count(), Words.count(attempts.documents()), Words.count(attempts.tokens())));
    page.append("\nAttempts at slices; lost and failed ones are repeated work\n\n").append(table);
  }

  private static void slowest(StringBuilder page, RunDetail detail) {
    if (detail.slowest().isEmpty()) {
      return;
    }
    Table table = new Table("slice", "attempt", "documents", "tokens", "seconds", "read", "tokenize", "model", "extract", "write");
    for (SlowSlice slice : detail.slowest()) {
      table.row(slice.slice(), slice.attempt(), Words.count(slice.documents()), Words.count(slice.tokens()), tenths(slice.seconds()), tenths(slice.read()),
          tenths(slice.tokenize()), tenths(slice.model()), tenths(slice.extract()), tenths(slice.write()));
    }
    page.append("\nThe slowest slices\n\n").append(table);
  }

  private static String tenths(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
