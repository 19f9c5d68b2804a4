package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How well decisions agree with gold labels; what a bundle's manifest stores of an evaluation. */
public record Metrics(int examples, double accuracy, double macroF1, double logLoss, List<Label> labels, List<Confusion> confusions) {
  private static final int MOST_CONFUSIONS = 10;
  /** A probability that came out as 0 in float costs this much, not infinity. */
  private static final double SMALLEST = 1e-15;

  /** One label; precision is 0 where it was never decided, recall 0 where it has no support. */
  public record Label(String label, int support, double precision, double recall, double f1) {}

  /** How often {@code gold} was decided as {@code decided}. */
  public record Confusion(String gold, String decided, int count) {}

  public Metrics {
    labels = List.copyOf(labels);
    confusions = List.copyOf(confusions);
  }

  /** Macro F1 is the mean over labels that have support. */
  public static Metrics of(List<String> names, int[] gold, float[][] probabilities) {
    require(gold.length == probabilities.length && gold.length > 0, "%d gold labels for %d decisions", gold.length, probabilities.length);
    int n = names.size();
    int[][] counts = new int[n][n];
    for (int i = 0; i < gold.length; i++) {
      counts[gold[i]][top(probabilities[i])]++;
    }
    List<Label> labels = new ArrayList<>();
    int correct = 0;
    double f1 = 0;
    int supported = 0;
    for (int label = 0; label < n; label++) {
      Label of = label(names.get(label), label, counts);
      labels.add(of);
      correct += counts[label][label];
      f1 += of.support > 0 ? of.f1 : 0;
      supported += of.support > 0 ? 1 : 0;
    }
    return new Metrics(gold.length, (double) correct / gold.length, f1 / supported, logLoss(probabilities, gold), labels, confusions(names, counts));
  }

  /** The label of the greatest score; the first of equals. */
  public static int top(float[] scores) {
    int top = 0;
    for (int k = 1; k < scores.length; k++) {
      if (scores[k] > scores[top]) {
        top = k;
      }
    }
    return top;
  }

  static double logLoss(float[][] probabilities, int[] gold) {
    double sum = 0;
    for (int i = 0; i < gold.length; i++) {
      sum -= StrictMath.log(Math.max(SMALLEST, probabilities[i][gold[i]]));
    }
    return sum / gold.length;
  }

  private static Label label(String name, int label, int[][] counts) {
    int support = 0;
    int decided = 0;
    for (int other = 0; other < counts.length; other++) {
      support += counts[label][other];
      decided += counts[other][label];
    }
    int hits = counts[label][label];
    double precision = decided == 0 ? 0 : (double) hits / decided;
    double recall = support == 0 ? 0 : (double) hits / support;
    return new Label(name, support, precision, recall, hits == 0 ? 0 : 2 * precision * recall / (precision + recall));
  }

  private static List<Confusion> confusions(List<String> names, int[][] counts) {
    List<Confusion> confusions = new ArrayList<>();
    for (int gold = 0; gold < counts.length; gold++) {
      for (int decided = 0; decided < counts.length; decided++) {
        if (gold != decided && counts[gold][decided] > 0) {
          confusions.add(new Confusion(names.get(gold), names.get(decided), counts[gold][decided]));
        }
      }
    }
    confusions.sort(Comparator.comparingInt(Confusion::count).reversed());
    return confusions.subList(0, Math.min(MOST_CONFUSIONS, confusions.size()));
  }
}
