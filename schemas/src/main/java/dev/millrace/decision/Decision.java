package dev.millrace.decision;

import static dev.millrace.failure.Require.require;

import java.util.List;

/**
 * The answer to one task about one document.
 *
 * @param topK best labels first, the first being {@link #label()}; at most {@link #TOP_K}
 * @param threshold the score from which the accept rule accepts; null if there is no rule
 * @param windows stretches of text that were merged into this answer
 */
public record Decision(String task, List<ScoredLabel> topK, Status status, Double threshold, int windows) {
  public static final int TOP_K = 3;

  public Decision {
    topK = List.copyOf(topK);
    require(!topK.isEmpty(), "A decision of task %s has no label", task);
    require(windows >= 1, "windows must be at least 1, was %d", windows);
  }

  public String label() {
    return topK.get(0).label();
  }

  public float score() {
    return topK.get(0).score();
  }
}
