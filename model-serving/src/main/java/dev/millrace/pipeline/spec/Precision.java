package dev.millrace.pipeline.spec;

import java.util.Locale;

/** The numbers that a model computes with. */
public enum Precision {
  FP32,
  INT8,
  FP16;

  /** As in the pipeline file: {@code fp32}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
