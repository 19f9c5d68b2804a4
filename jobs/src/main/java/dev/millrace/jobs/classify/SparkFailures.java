package dev.millrace.jobs.classify;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.ledger.Lease;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import org.apache.spark.SparkThrowable;

/** Finds the reason in what Spark wraps around it. */
public final class SparkFailures {
  private SparkFailures() {}

  static MillraceException explain(Throwable failure, Lease lease) {
    if (lease.lost()) {
      return new MillraceException(ErrorKind.EXTERNAL,
          "Run %s was taken over by another driver, or the database could not be reached for so long that it may have been".formatted(lease.run().runId()), failure);
    }
    return explain(failure);
  }

  /** What the reader can do something about, if there is such a thing among the causes; else a bug. */
  public static MillraceException explain(Throwable failure) {
    String place = null;
    for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
      if (cause instanceof MillraceException known) {
        return known;
      }
      if (cause instanceof SparkThrowable spark && spark.getMessageParameters().containsKey("path")) {
        place = spark.getMessageParameters().get("path");
      }
      // The message itself quotes the file's first line, which may be text.
      if (cause instanceof EOFException || cause instanceof ZipException) {
        return new MillraceException(ErrorKind.DATA, "Input %s cannot be read to its end: %s. Is the file whole?".formatted(place(place), cause.getMessage()), failure);
      }
      if (cause instanceof IOException && place != null) {
        return new MillraceException(ErrorKind.DATA, "Input %s cannot be read: %s".formatted(place(place), cause.getMessage()), failure);
      }
    }
    return place == null
        ? new MillraceException(ErrorKind.BUG, "The run failed: %s. The log has the stack trace.".formatted(failure.getClass().getSimpleName()), failure)
        : new MillraceException(ErrorKind.DATA, "Input %s cannot be read".formatted(place), failure);
  }

  private static String place(String place) {
    return place == null ? "(see the log for its name)" : place;
  }
}
