package dev.millrace.failure;

/** Why a command ended without doing all that was asked; its exit code follows from it. */
public enum ErrorKind {
  /** A defect of Millrace itself. */
  BUG,
  /** The command line, the pipeline file or the environment asks for something that cannot be. */
  USAGE,
  /** A system outside (database, broker, file system, network) did not do its part. */
  EXTERNAL,
  /** The data, or a model, is not what it must be. */
  DATA,
  /** Stopped as asked: a budget, a deadline or a gate. The run can be continued. */
  STOPPED;

  public int exitCode() {
    return switch (this) {
      case BUG -> 1;
      case USAGE -> 2;
      case EXTERNAL -> 3;
      case DATA -> 4;
      case STOPPED -> 5;
    };
  }
}
