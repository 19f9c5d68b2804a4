package dev.millrace.graph.fusion;

/** Ends the reading of a graph at the first thing that is not exactly a BERT encoder. Never leaves this package. */
final class NotRecognised extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotRecognised(String format, Object... arguments) {
    // No stack trace: most graphs of the world are not BERT, and the message says where the reading ended.
    super(format.formatted(arguments), null, false, false);
  }

  static void unless(boolean recognised, String format, Object... arguments) {
    if (!recognised) {
      throw new NotRecognised(format, arguments);
    }
  }
}
