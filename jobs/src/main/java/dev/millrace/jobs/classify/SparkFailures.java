package dev.millrace.jobs.classify;

import dev.millrace.database.Failure;
import dev.millrace.failure.Defect;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.spark.SparkDirectory;
import dev.millrace.ledger.Lease;
import dev.millrace.write.LeaseLost;
import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.util.SparkUncaughtExceptionHandler;

/** Finds the reason in what Spark wraps around it. */
public final class SparkFailures {
  private SparkFailures() {}

  static MillraceException explain(Throwable failure, Lease lease) {
    if (hasLeaseLost(failure)) {
      // An executor was refused before the next heartbeat would have been.
      lease.awaitRenewal();
    }
    MillraceException loss = lease.loss();
    if (loss != null) {
      loss.addSuppressed(failure);
      return loss;
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
      if (cause instanceof OutOfMemoryError) {
        return outOfMemory(failure);
      }
      if (cause instanceof SQLException sql) {
        return Failure.statement(sql);
      }
      if (cause instanceof IOException io && isDiskFull(io)) {
        return MillraceException.external(failure, "No room for the rows that Spark keeps on disk while it sorts them into slices: %s, in %s. "
            + "Make room there, or set %s; then give the same command again.", io.getMessage(), SparkDirectory.inUse(), SparkDirectory.SETTING);
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
        ? new MillraceException(ErrorKind.BUG, "The run failed: %s. Please report it; the log has the stack trace.".formatted(Defect.describe(failure)), failure)
        : new MillraceException(ErrorKind.DATA, "Input %s cannot be read".formatted(place), failure);
  }

  /**
   * True while Spark itself ends this process, which it does after an error in a task that nothing survives: lack of memory,
   * by all experience. Only the thread that waits for the end tells this from a signal.
   */
  static boolean isEndingTheProcess() {
    return Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream).anyMatch(frame -> frame.getClassName().equals(SparkUncaughtExceptionHandler.class.getName()));
  }

  static MillraceException outOfMemory(Throwable failure) {
    return MillraceException.external(failure, "Out of memory in a task: raise -Xmx in MILLRACE_JAVA_OPTS, or lower --cores; then give the same command again.");
  }

  private static boolean hasLeaseLost(Throwable failure) {
    for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
      if (cause instanceof LeaseLost) {
        return true;
      }
    }
    return false;
  }

  /** ENOSPC, EDQUOT and EFBIG: Java tells them apart by the system's words only. */
  private static boolean isDiskFull(IOException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return message.contains("No space left on device") || message.contains("Disk quota exceeded") || message.contains("File too large");
  }

  private static String place(String place) {
    return place == null ? "(see the log for its name)" : place;
  }
}
