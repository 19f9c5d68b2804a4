package dev.millrace.extract;

import static dev.millrace.extract.Chars.at;
import static dev.millrace.extract.Chars.isDigit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The digits and separators of one amount, as people in different countries write them: 1,249.50 and 1.249,50 and
 * 1 249,50 and 1'249.50 and 12,34,567.00 and {@code 99,-}.
 */
final class WrittenNumber {
  private static final int MAX_DIGITS = 18;
  private static final int MAX_GROUPS = 8;
  private static final int MAX_DECIMALS = 6;
  private static final String APOSTROPHES = "'’";
  private static final String DASHES = "-–—";

  private final List<String> groups = new ArrayList<>();
  private final StringBuilder separators = new StringBuilder();
  private int end;

  private WrittenNumber() {}

  /** Reads from a digit as far as a number can go; {@link #value} says whether it is one. */
  static WrittenNumber read(String text, int start) {
    WrittenNumber number = new WrittenNumber();
    number.end = number.addGroup(text, start);
    while (number.groups.size() <= MAX_GROUPS && number.addSeparated(text)) {
      continue;
    }
    number.skipDash(text);
    return number;
  }

  /** Index after the last character. */
  int end() {
    return end;
  }

  private int addGroup(String text, int from) {
    int groupEnd = Chars.endOfDigits(text, from);
    groups.add(text.substring(from, Math.min(groupEnd, from + MAX_DIGITS + 1)));
    return groupEnd;
  }

  private boolean addSeparated(String text) {
    char separator = at(text, end);
    boolean point = separator == '.' || separator == ',';
    boolean space = Chars.isSpace(separator) || APOSTROPHES.indexOf(separator) >= 0;
    if (!point && !space || !isDigit(at(text, end + 1))) {
      return false;
    }
    if (space && (separators.indexOf(".") >= 0 || separators.indexOf(",") >= 0
        || groups.get(0).length() > 3 || Chars.endOfDigits(text, end + 1) != end + 4)) {
      return false;
    }
    separators.append(space && Chars.isSpace(separator) ? ' ' : separator);
    end = addGroup(text, end + 1);
    return true;
  }

  /** No cents: 99,- or 99:- or 99.-- */
  private void skipDash(String text) {
    if (",.:".indexOf(at(text, end)) >= 0 && DASHES.indexOf(at(text, end + 1)) >= 0 && !isDigit(at(text, end + 2))) {
      end += DASHES.indexOf(at(text, end + 2)) >= 0 ? 3 : 2;
    }
  }

  /**
   * The number, or null if the groups make none.
   *
   * @param decimals of the currency: one point and three digits are thousands, unless it has three decimals
   */
  BigDecimal value(int decimals) {
    int whole = isDecimal(decimals) ? groups.size() - 1 : groups.size();
    String fraction = whole < groups.size() ? groups.get(whole) : "";
    String digits = String.join("", groups.subList(0, whole));
    if (groups.size() > MAX_GROUPS || digits.length() > MAX_DIGITS || fraction.length() > MAX_DECIMALS
        || !isGrouped(whole)) {
      return null;
    }
    return new BigDecimal(fraction.isEmpty() ? digits : digits + "." + fraction);
  }

  private boolean isDecimal(int decimals) {
    if (separators.isEmpty()) {
      return false;
    }
    int last = separators.length() - 1;
    char separator = separators.charAt(last);
    if (separator != '.' && separator != ',' || separators.indexOf(String.valueOf(separator)) < last) {
      return false;
    }
    boolean thousands = groups.get(last + 1).length() == 3 && !groups.get(0).startsWith("0") && groups.get(0).length() <= 3
        && !(decimals == 3 && separator == '.');
    return last > 0 || !thousands;
  }

  /** Thousands in threes, or as in India with commas a three at the end and twos before it; one kind of separator. */
  private boolean isGrouped(int whole) {
    if (whole == 1) {
      return true;
    }
    boolean threes = groups.get(0).length() <= 3;
    boolean twos = groups.get(0).length() <= 2 && separators.charAt(0) == ',';
    for (int i = 1; i < whole; i++) {
      threes &= groups.get(i).length() == 3;
      twos &= groups.get(i).length() == (i == whole - 1 ? 3 : 2);
      if (separators.charAt(i - 1) != separators.charAt(0)) {
        return false;
      }
    }
    return threes || twos;
  }
}
