package dev.millrace.extract;

import static dev.millrace.extract.Chars.at;
import static dev.millrace.extract.Chars.isDigit;
import static dev.millrace.extract.Chars.isSpace;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Amounts with a currency before or after them. Normalised with at least the currency's decimals:
 * {@code 1249.50 EUR}. A number without currency is no amount.
 */
final class MoneyFinder implements Finder {
  private static final Map<String, Integer> POWERS_OF_TEN = Map.ofEntries(
      Map.entry("k", 3), Map.entry("thousand", 3), Map.entry("tsd", 3), Map.entry("m", 6), Map.entry("mn", 6),
      Map.entry("mio", 6), Map.entry("million", 6), Map.entry("millions", 6), Map.entry("bn", 9), Map.entry("mrd", 9),
      Map.entry("billion", 9), Map.entry("billions", 9));
  private static final int MAX_SCALE_WORD = 8;

  private final Currencies currencies;

  /** @param sharedSign what {@code $}, {@code kr} or {@code ¥} stands for; null for the defaults */
  MoneyFinder(String sharedSign) {
    this.currencies = new Currencies(sharedSign);
  }

  private record Sign(int start, int end, String token, String code) {
    /** The code in {@code $5 CAD} says which dollar is meant. */
    boolean refines(Sign other) {
      return Currencies.isCode(token) && Currencies.refines(code, other.token);
    }
  }

  private record Scale(int end, int powerOfTen) {}

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    int free = 0;
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      WrittenNumber number = WrittenNumber.read(text, i);
      Match match = match(text, free, i, number);
      if (match != null) {
        matches.add(match);
        free = match.end();
      }
      i = match == null ? number.end() : Math.max(number.end(), match.end());
    }
    return Found.all(matches);
  }

  private Match match(String text, int free, int digits, WrittenNumber number) {
    Sign before = before(text, free, digits);
    Scale scale = scale(text, number.end());
    Sign after = after(text, scale.end());
    boolean useAfter = after != null && (before == null || after.refines(before));
    if (before == null && (after == null || isPartOfMore(text, digits)) || !useAfter && Chars.isWord(at(text, scale.end()))) {
      return null;
    }
    Sign sign = useAfter ? after : before;
    BigDecimal value = number.value(Currencies.decimals(sign.code()));
    if (value == null || Currencies.isWord(sign.token()) && value.scale() != 2) {
      return null;
    }
    BigDecimal amount = value.scaleByPowerOfTen(scale.powerOfTen());
    int first = before == null ? digits : before.start();
    boolean minusOutside = first > free && isMinus(at(text, first - 1)) && !isRange(text, first - 2);
    boolean minusInside = before != null && isMinus(at(text, digits - 1));
    int end = useAfter ? after.end() : scale.end();
    return new Match(minusOutside ? first - 1 : first, end,
        normalised(minusOutside || minusInside ? amount.negate() : amount, sign.code()));
  }

  /** What stands before a hyphen makes it one: 10-20 EUR is a range, SKU-5 an article. */
  private static boolean isRange(String text, int beforeHyphen) {
    return Chars.isWord(at(text, beforeHyphen)) || at(text, beforeHyphen) == '.';
  }

  private Sign before(String text, int free, int digits) {
    int end = digits;
    if (isMinus(at(text, end - 1))) {
      end--;
    }
    if (isSpace(at(text, end - 1))) {
      end--;
    }
    Sign sign = endingAt(text, free, end);
    if (sign == null) {
      return null;
    }
    int codeEnd = isSpace(at(text, sign.start() - 1)) ? sign.start() - 1 : sign.start();
    Sign code = Currencies.isCode(sign.token()) ? null : endingAt(text, free, codeEnd);
    return code != null && code.refines(sign) ? code : sign;
  }

  /** Letters, a sign, or both: in US$ or kr. the letters belong to the sign. */
  private Sign endingAt(String text, int free, int end) {
    int start = end > free && isSignEnd(text.charAt(end - 1)) ? end - 1 : end;
    while (start > free && end - start <= Currencies.MAX_TOKEN && Character.isLetter(text.charAt(start - 1))) {
      start--;
    }
    return sign(text, start, end);
  }

  private Sign after(String text, int from) {
    int start = isSpace(at(text, from)) ? from + 1 : from;
    int end = start;
    while (end - start <= Currencies.MAX_TOKEN && Character.isLetter(at(text, end))) {
      end++;
    }
    Sign withLetters = isSignEnd(at(text, end)) ? sign(text, start, end + 1) : null;
    Sign sign = withLetters == null ? sign(text, start, end) : withLetters;
    // In "12 $15" the sign stands nearer to the next number and is its own.
    return sign != null && start > from && isDigit(at(text, sign.end())) ? null : sign;
  }

  private Sign sign(String text, int start, int end) {
    if (start >= end || end - start > Currencies.MAX_TOKEN) {
      return null;
    }
    String token = text.substring(start, end);
    String code = currencies.code(token);
    return code == null ? null : new Sign(start, end, token, code);
  }

  private static boolean isSignEnd(char c) {
    return Character.getType(c) == Character.CURRENCY_SYMBOL || c == '.';
  }

  private static Scale scale(String text, int from) {
    int start = isSpace(at(text, from)) ? from + 1 : from;
    int end = start;
    while (Character.isLetter(at(text, end)) && end - start <= MAX_SCALE_WORD) {
      end++;
    }
    String word = text.substring(start, end).toLowerCase(Locale.ROOT);
    Integer power = POWERS_OF_TEN.get(word);
    // "$5 m" may be metres; "$5m" is not.
    if (power == null || word.length() == 1 && start > from || isDigit(at(text, end))) {
      return new Scale(from, 0);
    }
    boolean abbreviated = at(text, end) == '.' && isSpace(at(text, end + 1)) && word.length() == 3;
    return new Scale(abbreviated ? end + 1 : end, power);
  }

  /** Without a currency before it: the end of a version, a date, a time or an article number. */
  private static boolean isPartOfMore(String text, int digits) {
    char before = at(text, digits - 1);
    return Chars.isWord(before) || ".,/:'".indexOf(before) >= 0 && isDigit(at(text, digits - 2));
  }

  private static boolean isMinus(char c) {
    return c == '-' || c == '−';
  }

  private static String normalised(BigDecimal amount, String code) {
    BigDecimal plain = amount.stripTrailingZeros();
    int decimals = Math.max(plain.scale(), Currencies.decimals(code));
    return plain.setScale(decimals).toPlainString() + " " + code;
  }
}
