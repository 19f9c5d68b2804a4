package dev.millrace.failure;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** A defect in words that may be shown to anybody: an exception's own message may quote the text of a document. */
public final class Defect {
  private static final String OURS = "dev.millrace.";

  private Defect() {}

  /** The class of the innermost cause and the place in our code that met it: {@code NullPointerException at WindowWork.prepare:42}. */
  public static String describe(Throwable failure) {
    Throwable innermost = failure;
    String place = "";
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      innermost = cause;
      String inner = place(cause);
      place = inner.isEmpty() ? place : inner;
    }
    return innermost.getClass().getSimpleName() + place;
  }

  private static String place(Throwable cause) {
    return Arrays.stream(cause.getStackTrace()).filter(frame -> frame.getClassName().startsWith(OURS)).findFirst()
        .map(frame -> " at %s.%s:%d".formatted(frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1), frame.getMethodName(), frame.getLineNumber()))
        .orElse("");
  }
}
