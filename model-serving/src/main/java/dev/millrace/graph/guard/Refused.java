package dev.millrace.graph.guard;

import java.util.Locale;

/** Why a graph is refused, as the end of a sentence that begins with its path. */
final class Refused extends RuntimeException {
  Refused(String format, Object... arguments) {
    super(String.format(Locale.ROOT, format, arguments), null, false, false);
  }
}
