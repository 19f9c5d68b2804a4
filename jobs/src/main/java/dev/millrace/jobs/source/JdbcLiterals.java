package dev.millrace.jobs.source;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Numbers, dates and times as a database's SQL writes them. Spark's own way of writing an instant is the local time of the
 * driver, without a zone, which each session takes for a time of its own zone.
 */
enum JdbcLiterals {
  /** Instants with their zone. */
  POSTGRESQL("DATE '%s'", "TIMESTAMP '%s'", "TIMESTAMP WITH TIME ZONE '%s+00:00'"),
  /** No typed literals. */
  SQL_SERVER("'%s'", "'%s'", "'%s+00:00'"),
  /** Standard SQL, but instants are left to the session's zone. */
  OTHER("DATE '%s'", "TIMESTAMP '%s'", "TIMESTAMP '%s'");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private final String date;
  private final String local;
  private final String instant;

  JdbcLiterals(String date, String local, String instant) {
    this.date = date;
    this.local = local;
    this.instant = instant;
  }

  static JdbcLiterals of(String url) {
    return url.startsWith("jdbc:postgresql:") ? POSTGRESQL : url.startsWith("jdbc:sqlserver:") ? SQL_SERVER : OTHER;
  }

  /** @param value a {@link LocalDate}, {@link LocalDateTime}, {@link Instant}, or a number in plain digits */
  String of(Object value) {
    if (value instanceof LocalDate day) {
      return date.formatted(day);
    }
    if (value instanceof LocalDateTime time) {
      return local.formatted(TIME.format(time));
    }
    return value instanceof Instant time ? instant.formatted(TIME.format(time.atOffset(ZoneOffset.UTC))) : value.toString();
  }
}
