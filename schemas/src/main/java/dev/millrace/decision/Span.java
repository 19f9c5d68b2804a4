package dev.millrace.decision;

import static dev.millrace.failure.Require.require;

/** Half-open range [start, end) in code points of the named part. */
public record Span(String part, int start, int end) {
  public Span {
    require(0 <= start && start <= end, "A span must run forwards from 0 or later, was %d..%d", start, end);
  }
}
