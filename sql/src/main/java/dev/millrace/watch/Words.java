package dev.millrace.watch;

import dev.millrace.cli.Progress;
import dev.millrace.document.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them; times in UTC, since the reader may sit on another continent than the job. */
final class Words {
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int BAR = 20;

  private Words() {}

  static String minute(Instant time) {
    return MINUTE.format(time);
  }

  static String second(Instant time) {
    return time == null ? "-" : SECOND.format(time);
  }

  /** {@code 1:02} minutes, {@code 3:00:05} hours, {@code 2 d 3 h}; empty for null. */
  static String time(Duration duration) {
    if (duration == null) {
      return "";
    }
    if (duration.toDays() >= 2) {
      return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
    }
    return Progress.clock(duration);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String rate(double perSecond) {
    return perSecond == 0 ? "" : String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
  }

  /** Never rounds up to all: 100 % is said of what is finished only. */
  static String percent(double share) {
    return "%d %%".formatted((int) Math.floor(share * 100));
  }

  static String bar(double share) {
    int full = (int) (share * BAR);
    return "█".repeat(full) + "░".repeat(BAR - full);
  }

  /** Names and messages on one line, uncut; they may come from outside. */
  static String visible(String text) {
    return PlainText.line(text, Integer.MAX_VALUE);
  }
}
