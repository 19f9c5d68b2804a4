package dev.millrace.fuzz;

/** A parser and what holds for every input whatsoever. Has a public constructor without parameters; seeds and findings lie in {@code src/test/resources/fuzz} under its name. */
public interface FuzzTarget {
  /** Throws if the property does not hold: a refusal is no such case. */
  void check(byte[] input) throws Exception;

  /** Without the machinery of assertions, which Jazzer would instrument for seconds. */
  static void holds(boolean property, String what) {
    if (!property) {
      throw new AssertionError(what);
    }
  }
}
