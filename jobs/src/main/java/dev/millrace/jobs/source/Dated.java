package dev.millrace.jobs.source;

import dev.millrace.failure.MillraceException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts a date where a path or a query says {@code {date}}, or {@code {date:yyyy/MM/dd}} for another form than 2026-11-21. */
record Dated(LocalDate date) {
  private static final Pattern PLACE = Pattern.compile("\\{date(?::([^{}]+))?}");

  /** Today's, in UTC, if none is given. */
  static Dated of(Selection selection) {
    return new Dated(selection.date() == null ? LocalDate.now(ZoneOffset.UTC) : selection.date());
  }

  static boolean isIn(String text) {
    return PLACE.matcher(text).find();
  }

  List<String> expand(List<String> texts) {
    return texts.stream().map(this::expand).toList();
  }

  Map<String, String> expand(Map<String, String> options) {
    Map<String, String> expanded = new LinkedHashMap<>(options);
    expanded.replaceAll((name, value) -> name.toLowerCase(Locale.ROOT).contains("password") ? value : expand(value));
    return expanded;
  }

  String expand(String text) {
    return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(written(place.group(1))));
  }

  private String written(String pattern) {
    try {
      return pattern == null ? date.toString() : DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(date);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw MillraceException.usage("{date:%s} is no form of a date; expected one such as {date:yyyy/MM/dd}", pattern);
    }
  }
}
