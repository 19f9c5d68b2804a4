package dev.millrace.pipeline;

import dev.millrace.bundle.BundleTask;
import dev.millrace.bundle.Manifest.Activation;
import dev.millrace.decision.Decision;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.decision.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * From one task's merged logits to a decision: calibration, then softmax or sigmoid, then the accept rule, in that order.
 *
 * @param name as the pipeline calls the task
 * @param threshold the score from which a decision is accepted; null accepts all
 */
public record Scoring(String name, BundleTask task, Double threshold) {
  Decision decide(float[] logits, int windows) {
    float[] scores = scores(logits);
    List<ScoredLabel> top = top(scores);
    boolean accepted = threshold == null || top.get(0).score() >= threshold;
    return new Decision(name, top, accepted ? Status.ACCEPTED : Status.ABSTAINED, threshold, windows);
  }

  /** Probabilities in label order; sums run in double, so that 77 or 7,700 labels lose nothing. */
  private float[] scores(float[] logits) {
    double[] values = new double[logits.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      values[i] = logits[i] / task.temperature();
      highest = Math.max(highest, values[i]);
    }
    float[] scores = new float[logits.length];
    if (task.activation() == Activation.SIGMOID) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) (1 / (1 + Math.exp(-values[i])));
      }
      return scores;
    }
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(values[i] - highest);
      sum += values[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (values[i] / sum);
    }
    return scores;
  }

  /** Best first; of equal scores the earlier label. */
  private List<ScoredLabel> top(float[] scores) {
    List<ScoredLabel> top = new ArrayList<>();
    boolean[] taken = new boolean[scores.length];
    for (int k = 0; k < Math.min(Decision.TOP_K, scores.length); k++) {
      int best = -1;
      for (int i = 0; i < scores.length; i++) {
        if (!taken[i] && (best < 0 || scores[i] > scores[best])) {
          best = i;
        }
      }
      taken[best] = true;
      top.add(new ScoredLabel(task.labels().get(best), scores[best]));
    }
    return top;
  }
}
