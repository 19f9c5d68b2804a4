package dev.millrace.jobs.source;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/** Any text is a time that PostgreSQL keeps, or none. */
public final class TimesTarget implements FuzzTarget {
  private final DocumentTimes iso = new DocumentTimes(null);
  private final DocumentTimes pattern = new DocumentTimes("d/M/yyyy[ H:mm]");

  @Override
  public void check(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    check(iso, text);
    check(pattern, text);
  }

  private static void check(DocumentTimes times, String text) {
    try {
      Instant time = times.parse(text);
      holds(time.equals(new DocumentTimes(null).parse(time.toString())), "a time written and read is the same");
    } catch (DateTimeException e) {
      holds(e.getMessage() != null, "a reason");
    }
  }
}
