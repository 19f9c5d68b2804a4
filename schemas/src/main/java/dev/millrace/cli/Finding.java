package dev.millrace.cli;

import static dev.millrace.failure.Require.require;

/**
 * One line of a checklist.
 *
 * @param subject what was looked at, in a word or two
 * @param found what is there; never text of a document
 * @param todo what the reader can do; null where there is nothing to do
 */
public record Finding(String subject, Level level, String found, String todo) {
  public enum Level {
    OK("ok"),
    /** Works, but not as well as it might. */
    WARNING("warning"),
    /** Could not be looked at, since something before it is missing or was not asked for. */
    SKIPPED("skipped"),
    /** Must be mended first. */
    MISSING("missing"),
    FAILED("failed");

    private final String label;

    Level(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public Finding {
    require(!subject.isBlank() && !found.isBlank(), "A finding says of what and what");
    require(level == Level.OK || level == Level.SKIPPED || todo != null, "%s is %s: say what to do", subject, level);
  }

  public static Finding ok(String subject, String found) {
    return new Finding(subject, Level.OK, found, null);
  }

  public static Finding warning(String subject, String found, String todo) {
    return new Finding(subject, Level.WARNING, found, todo);
  }

  public static Finding skipped(String subject, String found) {
    return new Finding(subject, Level.SKIPPED, found, null);
  }

  public static Finding missing(String subject, String found, String todo) {
    return new Finding(subject, Level.MISSING, found, todo);
  }

  public static Finding failed(String subject, String found, String todo) {
    return new Finding(subject, Level.FAILED, found, todo);
  }

  public boolean isGood() {
    return level != Level.MISSING && level != Level.FAILED;
  }
}
