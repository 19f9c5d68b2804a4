package dev.millrace.jobs.init;

import dev.millrace.jobs.source.DocumentTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which format a column's values are times in. Not thread-safe. */
final class TimeFormats {
  static final String ISO = "ISO 8601";
  private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
  private static final int LONGEST = 40;
  private static final int SHORTEST = 6;

  private static final Map<String, DocumentTimes> FORMATS = formats();

  /** Seen before formats that fit less than half are given up: an exception for each value is slow. */
  private static final int PATIENCE = 100;

  private final Map<String, DocumentTimes> open = new LinkedHashMap<>(FORMATS);
  private final Map<String, Integer> fitting = new LinkedHashMap<>();
  private int values;

  private static Map<String, DocumentTimes> formats() {
    Map<String, DocumentTimes> formats = new LinkedHashMap<>();
    formats.put(ISO, new DocumentTimes(null));
    for (String date : List.of("yyyy/M/d", "M/d/yyyy", "d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "yyyy-M-d")) {
      for (String clock : List.of("", " H:mm", " H:mm:ss")) {
        formats.put(date + clock, new DocumentTimes(date + clock));
      }
    }
    formats.put("yyyyMMdd", new DocumentTimes("yyyyMMdd"));
    formats.put("yyyyMMddHHmmss", new DocumentTimes("yyyyMMddHHmmss"));
    return Collections.unmodifiableMap(formats);
  }

  void add(String value) {
    values++;
    String text = value.strip();
    if (text.length() < SHORTEST || text.length() > LONGEST || !Character.isDigit(text.charAt(0))) {
      return;
    }
    open.forEach((name, format) -> {
      if (isTime(text, format)) {
        fitting.merge(name, 1, Integer::sum);
      }
    });
    if (values > PATIENCE) {
      open.keySet().removeIf(name -> 2 * fitting.getOrDefault(name, 0) < values);
    }
  }

  /** Numbers of eight digits are dates only if they lie in years that somebody lived. */
  private static boolean isTime(String text, DocumentTimes format) {
    try {
      Instant time = format.parse(text);
      return time.isAfter(EARLIEST) && time.isBefore(LATEST);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** The format that fits most values; of equal ones the first. Null if none fits any. */
  String best() {
    return fitting.entrySet().stream().max(Map.Entry.<String, Integer>comparingByValue().thenComparing(entry -> -rank(entry.getKey()))).map(Map.Entry::getKey).orElse(null);
  }

  private static int rank(String format) {
    return new ArrayList<>(FORMATS.keySet()).indexOf(format);
  }

  /** Share of the values that the best format fits. */
  double rate() {
    return values == 0 || fitting.isEmpty() ? 0 : (double) Collections.max(fitting.values()) / values;
  }

  /** A format that fits as many values and means other days; null if there is none. */
  String rival() {
    String best = best();
    return best == null ? null : fitting.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(best) && entry.getValue().equals(fitting.get(best)) && isSwapped(entry.getKey(), best))
        .map(Map.Entry::getKey).findFirst().orElse(null);
  }

  private static boolean isSwapped(String format, String best) {
    return format.startsWith("d/M") && best.startsWith("M/d") || format.startsWith("M/d") && best.startsWith("d/M");
  }
}
