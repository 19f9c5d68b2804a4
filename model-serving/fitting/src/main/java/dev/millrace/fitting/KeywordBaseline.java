package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides by words alone: multinomial naive Bayes with add-one smoothing. What a model is worth shows beside it. Words unknown
 * from training are passed over. Holds the training vocabulary in memory; never store or log it.
 */
public final class KeywordBaseline {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private final double[] prior;
  /** By word, the log-probability of it under each label. */
  private final Map<String, double[]> words;

  private KeywordBaseline(double[] prior, Map<String, double[]> words) {
    this.prior = prior;
    this.words = words;
  }

  public static KeywordBaseline fit(List<String> texts, int[] labels, int labelCount) {
    require(texts.size() == labels.length && labels.length > 0, "%d texts for %d labels", texts.size(), labels.length);
    double[] prior = new double[labelCount];
    double[] totals = new double[labelCount];
    Map<String, double[]> words = new HashMap<>();
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i];
      prior[label]++;
      words(texts.get(i)).forEach(word -> {
        words.computeIfAbsent(word, w -> new double[labelCount])[label]++;
        totals[label]++;
      });
    }
    for (double[] counts : words.values()) {
      for (int label = 0; label < labelCount; label++) {
        counts[label] = StrictMath.log((counts[label] + 1) / (totals[label] + words.size()));
      }
    }
    Arrays.setAll(prior, label -> StrictMath.log(prior[label] / labels.length));
    return new KeywordBaseline(prior, words);
  }

  /** The index of the likeliest label. */
  public int decide(String text) {
    double[] scores = prior.clone();
    words(text).map(words::get).filter(counts -> counts != null).forEach(counts -> {
      for (int label = 0; label < scores.length; label++) {
        scores[label] += counts[label];
      }
    });
    int top = 0;
    for (int label = 1; label < scores.length; label++) {
      if (scores[label] > scores[top]) {
        top = label;
      }
    }
    return top;
  }

  /** The share of texts decided as their label. */
  public double accuracy(List<String> texts, int[] labels) {
    require(texts.size() == labels.length && labels.length > 0, "%d texts for %d labels", texts.size(), labels.length);
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += decide(texts.get(i)) == labels[i] ? 1 : 0;
    }
    return (double) correct / labels.length;
  }

  /** The words that speak most for a label: likeliest under it against the mean of all. Ties in word order. */
  public List<String> words(int label, int most) {
    return words.entrySet().stream()
        .sorted(Comparator.<Map.Entry<String, double[]>>comparingDouble(e -> Arrays.stream(e.getValue()).average().orElse(0) - e.getValue()[label])
            .thenComparing(Map.Entry::getKey))
        .limit(most).map(Map.Entry::getKey).toList();
  }

  private static Stream<String> words(String text) {
    return NO_WORD.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty());
  }
}
