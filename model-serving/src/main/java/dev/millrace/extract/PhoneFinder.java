package dev.millrace.extract;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Phone numbers that libphonenumber calls valid, as E.164 (an extension is not kept). Its matcher is slow and, on
 * hostile text, slower still; so it sees only stretches of digits and punctuation with enough digits, of
 * one text at most {@link #MAX_CHARACTERS} characters of them (some 300 numbers), after which no more are found.
 */
final class PhoneFinder implements Finder {
  static final int MAX_CHARACTERS = 5_000;
  private static final int MIN_DIGITS = 5;
  /** Enough for the matcher to see a letter before, and an extension after, a number. */
  private static final int BEFORE = 2;
  private static final int AFTER = 24;
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IP_ADDRESS = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final String UNKNOWN_REGION = "ZZ";

  private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
  private final String region;

  /** @param region of numbers without country code; null finds only those that start with + */
  PhoneFinder(String region) {
    this.region = region == null ? UNKNOWN_REGION : region;
  }

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    int left = MAX_CHARACTERS;
    int i = 0;
    int from = 0;
    while (i < text.length()) {
      if (!isPhone(text.charAt(i))) {
        i++;
        continue;
      }
      int end = endOfStretch(text, i);
      if (canHoldNumber(text, i, end)) {
        boolean limited = end - i > left;
        int stop = limited ? i + left : Math.min(text.length(), end + AFTER);
        from = search(text, Math.max(from, i - BEFORE), stop, matches);
        left -= end - i;
        if (limited) {
          return new Found(matches, true);
        }
      }
      i = Math.max(from, end);
    }
    return Found.all(matches);
  }

  /** Where the last number ended: the next search must not find it again. */
  private int search(String text, int start, int end, List<Match> matches) {
    int last = start;
    String stretch = text.substring(start, end);
    for (PhoneNumberMatch found : phones.findNumbers(stretch, region, Leniency.VALID, MAX_CHARACTERS)) {
      if (!IP_ADDRESS.matcher(found.rawString()).matches()) {
        String value = phones.format(found.number(), PhoneNumberFormat.E164);
        matches.add(new Match(start + found.start(), start + found.end(), value));
      }
      last = start + found.end();
    }
    return last;
  }

  private boolean canHoldNumber(String text, int start, int end) {
    int digits = 0;
    boolean plus = false;
    for (int i = start; i < end; i++) {
      digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
      plus |= isPlus(text.charAt(i));
    }
    return digits >= MIN_DIGITS && (plus || !region.equals(UNKNOWN_REGION));
  }

  private static int endOfStretch(String text, int from) {
    int end = from;
    while (end < text.length() && isPhone(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isPlus(char c) {
    return c == '+' || c == '＋';
  }

  private static boolean isPhone(char c) {
    return Character.isDigit(c) || isPlus(c) || Character.isSpaceChar(c)
        || "-‐‑‒–—―−－./／()（）[]［］~～\u00AD\u200B\u2060".indexOf(c) >= 0;
  }
}
