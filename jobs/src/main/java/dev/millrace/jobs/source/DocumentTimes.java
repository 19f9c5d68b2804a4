package dev.millrace.jobs.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** Reads document times: ISO 8601 by default, a space for the T allowed, or a pattern. Without a zone they are UTC. */
public final class DocumentTimes {
  /** PostgreSQL's timestamps end in the years -4713 and 294276; nothing beyond these is meant. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private final DateTimeFormatter format;

  /** @param pattern of {@link DateTimeFormatter}; null for ISO 8601 */
  public DocumentTimes(String pattern) {
    this.format = pattern == null ? null : DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /** Throws {@link DateTimeException} if the text is no time in this format. */
  public Instant parse(String text) {
    Instant time = format == null ? iso(text.strip()) : instant(format.parseBest(text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new DateTimeException("not within the years 1 to 9999");
    }
    return time;
  }

  private static Instant iso(String text) {
    if (text.length() <= 10) {
      return instant(LocalDate.parse(text));
    }
    String dated = text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
    return instant(DateTimeFormatter.ISO_DATE_TIME.parseBest(dated, OffsetDateTime::from, LocalDateTime::from));
  }

  private static Instant instant(TemporalAccessor time) {
    if (time instanceof OffsetDateTime offset) {
      return offset.toInstant();
    }
    if (time instanceof LocalDateTime local) {
      return local.toInstant(ZoneOffset.UTC);
    }
    return LocalDate.from(time).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
