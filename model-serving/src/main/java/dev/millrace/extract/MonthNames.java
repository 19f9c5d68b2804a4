package dev.millrace.extract;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Months by name and usual abbreviation in English, German, Dutch, French and Swedish. A table of our own, since the
 * names that the JDK knows change with its locale data.
 */
final class MonthNames {
  static final int MAX_LENGTH = 12;

  private static final Map<String, Integer> MONTHS = months("""
      1 january jan januar jänner jän januari janvier janv
      2 february feb februar februari février fevrier févr fevr
      3 march mar märz maerz mär mrz maart mrt mars
      4 april apr avril avr
      5 may mai mei maj
      6 june jun juni juin
      7 july jul juli juillet juil
      8 august aug augustus augusti août aout
      9 september sep sept septembre
      10 october oct oktober okt octobre
      11 november nov novembre
      12 december dec dezember dez décembre decembre déc
      """);

  private MonthNames() {}

  /** 1 to 12, or 0 if the word names no month. */
  static int month(String word) {
    String composed = Normalizer.normalize(word, Normalizer.Form.NFC);
    return MONTHS.getOrDefault(composed.toLowerCase(Locale.ROOT), 0);
  }

  private static Map<String, Integer> months(String table) {
    Map<String, Integer> months = new HashMap<>();
    table.lines().map(line -> line.split(" ")).forEach(line -> {
      for (int i = 1; i < line.length; i++) {
        months.put(line[i], Integer.valueOf(line[0]));
      }
    });
    return Map.copyOf(months);
  }

  static Map<String, Integer> all() {
    return MONTHS;
  }
}
