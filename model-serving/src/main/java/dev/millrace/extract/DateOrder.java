package dev.millrace.extract;

import java.util.Locale;

/** How 03/04/2026 is read. Dates with dots are always day first, dates that start with the year always year first. */
public enum DateOrder {
  DMY,
  MDY;

  /** As in the pipeline file: {@code dmy}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
