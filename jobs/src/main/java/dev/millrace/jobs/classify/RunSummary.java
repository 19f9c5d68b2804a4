package dev.millrace.jobs.classify;

import dev.millrace.decision.RejectionReason;
import dev.millrace.decision.Usage;
import dev.millrace.failure.ErrorKind;
import dev.millrace.ledger.Lease;
import dev.millrace.ledger.Totals;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.Scoring;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code classify} reports of a whole run, continued or not. The stages overlap: theirs are thread-seconds. */
record RunSummary(Usage usage, Map<String, Object> values) {

  /** @param seconds of this driver; those of earlier ones come from the ledger */
  static RunSummary of(Lease lease, BoundPipeline bound, double seconds) {
    Totals totals = lease.totals();
    Usage usage = totals.usage();
    double all = seconds + totals.earlierSeconds();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("run_id", lease.run().runId());
    values.put("documents", usage.documents());
    values.put("decided", usage.decided());
    values.put("rejected", usage.rejected());
    values.put("skipped_unchanged", usage.skippedUnchanged());
    values.put("duplicates", usage.duplicates());
    values.put("repaired", usage.repaired());
    values.put("truncated", usage.truncated());
    values.put("fields", usage.fields());
    values.put("tokens", usage.tokens());
    values.put("padded_tokens", usage.paddedTokens());
    values.put("windows", usage.windows());
    values.put("seconds", all);
    values.put("documents_per_second", usage.documents() / all);
    values.put("model_version", bound.bundle() == null ? null : bound.bundle().version());
    values.put("read_seconds", usage.readNanos() / 1e9);
    values.put("tokenize_seconds", usage.tokenizeNanos() / 1e9);
    values.put("extract_seconds", usage.extractNanos() / 1e9);
    values.put("model_seconds", usage.modelNanos() / 1e9);
    values.put("write_seconds", usage.writeNanos() / 1e9);
    Map<String, Long> counters = totals.counters();
    for (Scoring task : bound.tasks()) {
      values.put("accepted." + task.name(), counters.getOrDefault("accepted." + task.name(), 0L));
      values.put("abstained." + task.name(), counters.getOrDefault("abstained." + task.name(), 0L));
      long gold = counters.getOrDefault("gold." + task.name(), 0L);
      if (gold > 0) {
        values.put("accuracy." + task.name(), counters.getOrDefault("correct." + task.name(), 0L) / (double) gold);
      }
    }
    counters.forEach((name, count) -> {
      if (name.startsWith("rejected.")) {
        values.put(name, count);
      }
    });
    return new RunSummary(usage, values);
  }

  /** Files that could not be read to their end. */
  long unreadable() {
    return rejected(RejectionReason.UNREADABLE);
  }

  /** What a file that breaks off has cost nobody knows. Forgotten documents are rejected as asked: they say nothing against the input. */
  int exitCode(double maxRejected) {
    long bad = usage.rejected() - rejected(RejectionReason.FORGOTTEN);
    return unreadable() > 0 || bad > maxRejected * usage.documents() ? ErrorKind.DATA.exitCode() : 0;
  }

  private long rejected(RejectionReason reason) {
    return (long) values.getOrDefault("rejected." + reason.label(), 0L);
  }
}
