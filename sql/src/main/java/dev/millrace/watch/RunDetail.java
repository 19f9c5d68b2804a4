package dev.millrace.watch;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run, seen from near.
 *
 * @param stages thread-seconds by stage, in the order of the work; stages overlap, so they do not add up to the wall
 * @param rejections documents by reason, the most frequent first
 * @param attempts tries at slices by how they ended; the work of all but the committed ones was repeated
 * @param slowest finished slices, the slowest first
 * @param summary what the run reported at its end, as JSON; null before
 */
public record RunDetail(
    RunLine run, Driver driver, Model model, Map<String, Double> stages, Map<String, Long> rejections, Map<String, Attempts> attempts,
    List<SlowSlice> slowest, String summary) {

  /**
   * Who drives, or drove last.
   *
   * @param token counts the drivers that the run had
   * @param leaseUntil null once the lease was given back
   */
  public record Driver(String host, long pid, long token, Instant leaseUntil, boolean holdsLease) {}

  /**
   * What decides.
   *
   * @param thresholds the score from which each task accepts; null for a task without a rule
   */
  public record Model(String bundle, String precision, String version, Map<String, Double> thresholds) {}

  public record Attempts(long count, long documents, long tokens) {}

  public record SlowSlice(int slice, int attempt, long documents, long tokens, double seconds, double read, double tokenize, double model, double extract, double write) {}
}
