package dev.millrace.extract;

import static dev.millrace.extract.Chars.at;
import static dev.millrace.extract.Chars.isDigit;

import java.util.ArrayList;
import java.util.List;

/**
 * Card numbers: a prefix and length that some network issues, and a right Luhn digit; in one piece, or in groups with
 * one kind of single separator. Normalised to digits.
 */
final class CreditCardFinder implements Finder {
  private static final int MIN_DIGITS = 12;
  private static final int MAX_DIGITS = 19;
  private static final int MAX_GROUPS = 5;

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      Match match = isStart(text, i) ? matchAt(text, i) : null;
      if (match != null) {
        matches.add(match);
      }
      i = match != null ? match.end() : Chars.endOfDigits(text, i);
    }
    return Found.all(matches);
  }

  /** A number after + is a phone number; one after a letter, a dot or a comma is a part of something longer. */
  private static boolean isStart(String text, int i) {
    char before = at(text, i - 1);
    return !Chars.isWord(before) && before != '+' && !((before == '.' || before == ',') && isDigit(at(text, i - 2)));
  }

  private static Match matchAt(String text, int start) {
    StringBuilder digits = new StringBuilder(MAX_DIGITS);
    char separator = Chars.NONE;
    Match longest = null;
    int group = start;
    for (int groups = 1; groups <= MAX_GROUPS; groups++) {
      int end = Chars.endOfDigits(text, group);
      if (digits.length() + (end - group) > MAX_DIGITS) {
        break;
      }
      digits.append(text, group, end);
      if (digits.length() >= MIN_DIGITS && !Chars.isWord(at(text, end)) && isCard(digits)) {
        longest = new Match(start, end, digits.toString());
      }
      char next = at(text, end);
      boolean separates = (Chars.isSpace(next) || next == '-') && (separator == Chars.NONE || next == separator);
      // Cards are printed in groups of four to six after a first one of four; the last may be shorter.
      boolean printed = groups == 1 ? end - group == 4 : end - group >= 4;
      if (!separates || !printed || !isDigit(at(text, end + 1))) {
        break;
      }
      separator = next;
      group = end + 1;
    }
    return longest;
  }

  private static boolean isCard(CharSequence digits) {
    return isIssued(Integer.parseInt(digits.subSequence(0, 6).toString()), digits.length()) && isLuhn(digits);
  }

  /** Ranges of the first six digits and the lengths in use, by network. */
  private static boolean isIssued(int prefix, int length) {
    int two = prefix / 10_000;
    int three = prefix / 1_000;
    int four = prefix / 100;
    if (two / 10 == 4) {
      return length == 13 || length == 16 || length == 19; // Visa
    }
    if (two >= 51 && two <= 55 || four >= 2221 && four <= 2720) {
      return length == 16; // Mastercard
    }
    if (two == 34 || two == 37 || four == 2131 || four == 1800) {
      return length == 15; // American Express, old JCB
    }
    if (three >= 300 && three <= 305 || four == 3095 || two == 36 || two == 38 || two == 39) {
      return length >= 14 && length != 15; // Diners Club
    }
    if (four == 6011 || three >= 644 && three <= 649 || two == 65 || two == 62 || two == 81 || four >= 3528 && four <= 3589) {
      return length >= 16; // Discover, UnionPay, JCB
    }
    return two == 50 || two >= 56 && two <= 58 || two == 63 || two == 67; // Maestro: 12 to 19
  }

  static boolean isLuhn(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit : 2 * digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}
