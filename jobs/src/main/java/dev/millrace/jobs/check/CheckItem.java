package dev.millrace.jobs.check;

import dev.millrace.cli.Finding;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;

/**
 * One line of the check.
 *
 * @param kind what a job would end with; null if nothing is wrong
 */
record CheckItem(Finding finding, ErrorKind kind) {
  static CheckItem ok(String subject, String found) {
    return new CheckItem(Finding.ok(subject, found), null);
  }

  static CheckItem skipped(String subject, String why) {
    return new CheckItem(Finding.skipped(subject, why), null);
  }

  static CheckItem failed(String subject, ErrorKind kind, String found, String todo) {
    return new CheckItem(Finding.failed(subject, found, todo), kind);
  }

  /** The sentence of such an exception says itself what to do. */
  static CheckItem failed(String subject, MillraceException e) {
    return failed(subject, e.kind(), e.getMessage(), switch (e.kind()) {
      case USAGE -> "Correct the pipeline file or the command.";
      case EXTERNAL -> "Mend that system; doctor says more.";
      case DATA -> "Mend the data or the bundle, or name another.";
      case STOPPED, BUG -> "Please report it; the stack trace is in the log.";
    });
  }

  boolean isGood() {
    return kind == null;
  }
}
