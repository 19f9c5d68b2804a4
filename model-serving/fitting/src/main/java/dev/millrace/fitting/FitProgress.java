package dev.millrace.fitting;

/** Told after each fit of a cross-validation; {@code done} rises to {@code total}, in leaps where penalties are passed over. */
@FunctionalInterface
public interface FitProgress {
  FitProgress NONE = (done, total) -> {};

  void advanced(int done, int total);
}
