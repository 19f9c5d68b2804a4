package dev.millrace.failure;

import java.util.Locale;

/** Checks of compact constructors: a value that cannot be wrong needs no second look. */
public final class Require {
  private Require() {}

  /** Throws {@link IllegalArgumentException} with the formatted message unless the condition holds. */
  public static void require(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, format, arguments));
    }
  }
}
