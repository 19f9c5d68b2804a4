package dev.millrace.pipeline;

import dev.millrace.fitting.AcceptThreshold;
import java.util.Locale;

/**
 * A task's accept rule as the bundle's held-out pairs resolve it.
 *
 * @param threshold null if the task has no rule: everything is accepted and nothing is promised
 * @param basis null likewise
 */
public record ResolvedRule(String task, Double threshold, AcceptThreshold basis) {
  /** A line for people. */
  public String describe() {
    return threshold == null
        ? "%s: accepts every decision, promises nothing".formatted(task)
        : String.format(Locale.ROOT, "%s: accepts from a score of %.4f; precision at least %.3f, covering %.0f %% of %,d held-out documents",
            task, threshold, basis.guaranteed(), 100 * basis.coverage(), basis.pairs());
  }
}
