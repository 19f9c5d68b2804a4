package dev.millrace.jobs.bench;

import java.util.List;
import java.util.Map;

/**
 * What a bench saw; seconds are medians over the rounds.
 *
 * @param operations of one pass of the model over all windows
 * @param peakOperationsPerSecond of large fp32 products, measured in the same run
 * @param jobRounds seconds of each round, in order, beside {@code ceilingRounds}
 * @param job the summary of the last job
 */
record Measurement(
    String bundle, String precision, Ceiling.Setting setting, long documents, long tokens, double operations, double peakOperationsPerSecond,
    double ceilingSeconds, double jobSeconds, List<Double> ceilingRounds, List<Double> jobRounds, Map<String, Object> job) {
  double ceilingDocumentsPerSecond() {
    return documents / ceilingSeconds;
  }

  double jobDocumentsPerSecond() {
    return documents / jobSeconds;
  }

  double ratio() {
    return ceilingSeconds / jobSeconds;
  }
}
