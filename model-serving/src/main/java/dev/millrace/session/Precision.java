package dev.millrace.session;

import dev.millrace.failure.MillraceException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the encoder computes in. */
public enum Precision {
  FP32,
  /** Dynamic: activations are scaled over the whole token batch, so a row's result depends on its mates. */
  INT8,
  FP16;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Precision of(String label) {
    return Arrays.stream(values())
        .filter(precision -> precision.label().equals(label))
        .findFirst()
        .orElseThrow(() -> MillraceException.usage("precision must be one of %s, found '%s'",
            Arrays.stream(values()).map(Precision::label).collect(Collectors.joining(", ")), label));
  }
}
