package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which of a source's documents a run is about. Part of the source's fingerprint: a run that goes on with another selection
 * reads again.
 *
 * @param from documents of this time and later; null for no bound. A missing or bad time is in every range: such a row is
 *     not lost but read, and rejected if its time is bad
 * @param to documents before this time; null for no bound
 * @param where a condition in Spark SQL over the source's columns; null for none
 * @param limit ids at most, chosen by their hash and so the same ones each time; 0 for all
 * @param date what {@code {date}} stands for in paths and queries; null for today, in UTC
 */
public record Selection(Instant from, Instant to, String where, long limit, LocalDate date) implements Serializable {
  /** Each takes eight bytes on the driver. */
  private static final long MOST = 100_000_000;
  public static final Selection EVERYTHING = new Selection(null, null, null, 0, null);

  public Selection {
    if (from != null && to != null && from.isAfter(to)) {
      throw MillraceException.usage("The range from %s to %s ends before it begins", from, to);
    }
    if (where != null && where.isBlank()) {
      throw MillraceException.usage("--where must not be blank");
    }
    if (limit < 0 || limit > MOST) {
      throw MillraceException.usage("--limit must be 0, for all, or 1 to %d; was %d", MOST, limit);
    }
  }

  /** From options as they are written, each null if it is not given. */
  public static Selection of(String from, String to, String where, long limit, String date) {
    Selection selection = new Selection(time("--from", from), time("--to", to), where, limit, date(date));
    if (selection.from != null && selection.from.equals(selection.to)) {
      throw MillraceException.usage("The range from %s to %s is empty: --to is the first time that is not read any more; for a day, give the day after it", from, to);
    }
    return selection;
  }

  /** An ISO date is its midnight in UTC. */
  private static Instant time(String option, String text) {
    try {
      return text == null ? null : new DocumentTimes(null).parse(text);
    } catch (DateTimeException e) {
      throw MillraceException.usage("%s is an ISO 8601 date or time such as 2026-11-21 or 2026-11-21T06:00:00Z, found '%s'", option, text);
    }
  }

  private static LocalDate date(String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw MillraceException.usage("--date is an ISO 8601 date such as 2026-11-21, found '%s'", text);
    }
  }

  boolean hasTimeRange() {
    return from != null || to != null;
  }

  /** What was asked for, by option; empty for everything. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    put(settings, "from", from);
    put(settings, "to", to);
    put(settings, "where", where);
    put(settings, "limit", limit == 0 ? null : limit);
    put(settings, "date", date);
    return settings;
  }

  private static void put(Map<String, Object> settings, String name, Object value) {
    if (value != null) {
      settings.put(name, value instanceof Number ? value : value.toString());
    }
  }
}
