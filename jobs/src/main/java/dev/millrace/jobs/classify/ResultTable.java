package dev.millrace.jobs.classify;

import dev.millrace.cli.Table;
import java.util.Locale;
import java.util.Map;

/** A run's summary for people. */
final class ResultTable {
  private ResultTable() {}

  static String of(JobResult result) {
    Map<String, Object> values = result.summary();
    Table counts = new Table("run " + result.runId(), "");
    for (String key : new String[] {"documents", "decided", "rejected", "skipped_unchanged", "duplicates", "repaired", "truncated", "fields", "tokens"}) {
      counts.row(key.replace('_', ' '), String.format(Locale.ROOT, "%,d", number(values, key).longValue()));
    }
    counts.row("seconds", String.format(Locale.ROOT, "%.1f", number(values, "seconds").doubleValue()));
    counts.row("documents per second", String.format(Locale.ROOT, "%,.0f", number(values, "documents_per_second").doubleValue()));
    StringBuilder text = new StringBuilder("\n").append(counts);
    String tasks = tasks(values);
    if (!tasks.isEmpty()) {
      text.append('\n').append(tasks);
    }
    values.forEach((key, value) -> {
      if (key.startsWith("rejected.")) {
        text.append("rejected as %s: %s%n".formatted(key.substring("rejected.".length()), value));
      }
    });
    return text.toString();
  }

  private static String tasks(Map<String, Object> values) {
    Table tasks = new Table("task", "accepted", "abstained", "accuracy");
    boolean any = false;
    for (String key : values.keySet()) {
      if (key.startsWith("accepted.")) {
        String task = key.substring("accepted.".length());
        Object accuracy = values.get("accuracy." + task);
        tasks.row(task, String.format(Locale.ROOT, "%,d", number(values, key).longValue()),
            String.format(Locale.ROOT, "%,d", number(values, "abstained." + task).longValue()),
            accuracy == null ? "" : String.format(Locale.ROOT, "%.3f", ((Number) accuracy).doubleValue()));
        any = true;
      }
    }
    return any ? tasks.toString() : "";
  }

  private static Number number(Map<String, Object> values, String key) {
    return values.get(key) instanceof Number number ? number : 0;
  }
}
