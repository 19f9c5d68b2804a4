package dev.millrace.session;

/** The runtime failed on one token batch; the message is the runtime's and holds shapes, never text. */
public final class ModelRunException extends RuntimeException {
  public ModelRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
