package dev.millrace.failure;

import dev.millrace.document.PlainText;
import java.util.Locale;

/**
 * What breaks a run, in a sentence for its reader: what was expected, what was found, what to do. The message never holds
 * the text of a document or a secret, since it is printed, logged and stored with the run; what it quotes of names and
 * labels is cut and cannot steer a terminal.
 */
public final class MillraceException extends RuntimeException {
  /** Characters of a message; what lists ten thousand labels is cut. */
  public static final int LONGEST = 4_000;

  private final ErrorKind kind;

  public MillraceException(ErrorKind kind, String message) {
    this(kind, message, null);
  }

  public MillraceException(ErrorKind kind, String message, Throwable cause) {
    super(PlainText.line(message, LONGEST), cause);
    this.kind = kind;
  }

  public static MillraceException usage(String format, Object... arguments) {
    return new MillraceException(ErrorKind.USAGE, String.format(Locale.ROOT, format, arguments));
  }

  public static MillraceException external(Throwable cause, String format, Object... arguments) {
    return new MillraceException(ErrorKind.EXTERNAL, String.format(Locale.ROOT, format, arguments), cause);
  }

  public static MillraceException data(String format, Object... arguments) {
    return new MillraceException(ErrorKind.DATA, String.format(Locale.ROOT, format, arguments));
  }

  public ErrorKind kind() {
    return kind;
  }
}
