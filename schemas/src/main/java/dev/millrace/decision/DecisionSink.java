package dev.millrace.decision;

import java.util.List;
import java.util.Map;

/**
 * Takes the outcomes of one slice and makes them visible together, or not at all. Not thread-safe: one sink serves one
 * attempt. Closing without {@link #commit} leaves no trace.
 */
public interface DecisionSink extends AutoCloseable {
  /** Hands over outcomes in order of document id; memory stays bounded however many calls there are. */
  void write(List<Outcome> outcomes);

  /**
   * Makes all that was written visible together with what it took, exactly once.
   *
   * @param counters further sums by name, such as {@code accepted.category}; added up over the slices of a run
   */
  void commit(Usage usage, Map<String, Long> counters);

  @Override
  void close();
}
