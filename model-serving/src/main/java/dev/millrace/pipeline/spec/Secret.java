package dev.millrace.pipeline.spec;

/** A value that is used and never shown: its text form says nothing, so that no record or log tells it by accident. */
public record Secret(String value) {
  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
