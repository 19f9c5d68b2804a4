package dev.millrace.fitting;

import dev.millrace.failure.MillraceException;

/** What accepting promises: of the accepted decisions at least {@code precision} are right, and that holds with {@code confidence}. */
public record Promise(double precision, double confidence) {
  public Promise {
    check("precision", precision);
    check("confidence", confidence);
  }

  private static void check(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw MillraceException.usage("accept: %s must lie between 0 and 1, both excluded; found %s", what, value);
    }
  }
}
