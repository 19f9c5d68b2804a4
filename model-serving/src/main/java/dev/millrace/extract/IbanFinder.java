package dev.millrace.extract;

import static dev.millrace.extract.Chars.at;
import static dev.millrace.extract.Chars.isAsciiLetter;
import static dev.millrace.extract.Chars.isDigit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * IBANs with the length of their country and right check digits (ISO 13616), written in one piece or with single
 * spaces or hyphens. Normalised to capitals without spaces.
 */
final class IbanFinder implements Finder {
  /** The IBAN registry, release 99: length, countries. */
  private static final Map<String, Integer> LENGTHS = lengths("""
      15 NO
      16 BE
      18 DK FI FK FO GL NL SD
      19 MK SI
      20 AT BA EE KZ LT LU XK
      21 CH HR LI LV
      22 BG BH CR DE GB GE IE ME RS VA
      23 AE GI IL IQ OM SO TL
      24 AD CZ ES MD PK RO SA SE SK TN VG
      25 LY PT ST
      26 IS TR
      27 BI DJ FR GR IT MC MR SM
      28 AL AZ BY CY DO GT HN HU LB NI PL SV
      29 BR EG PS QA UA
      30 JO KW MU YE
      31 MT SC
      32 LC
      33 RU
      """);

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i + 15 <= text.length(); i++) {
      if (startsAt(text, i)) {
        Match match = matchAt(text, i);
        if (match != null) {
          matches.add(match);
          i = match.end() - 1;
        }
      }
    }
    return Found.all(matches);
  }

  private static boolean startsAt(String text, int i) {
    return isAsciiLetter(text.charAt(i)) && isAsciiLetter(text.charAt(i + 1)) && isDigit(text.charAt(i + 2))
        && isDigit(text.charAt(i + 3)) && !Chars.isWord(at(text, i - 1));
  }

  private static Match matchAt(String text, int start) {
    Integer length = LENGTHS.get(text.substring(start, start + 2).toUpperCase(Locale.ROOT));
    if (length == null) {
      return null;
    }
    StringBuilder iban = new StringBuilder(length);
    int i = start;
    for (; iban.length() < length; i++) {
      char c = at(text, i);
      if (isAsciiLetter(c) || isDigit(c)) {
        iban.append(c);
      } else if (!(Chars.isSpace(c) || c == '-') || !Chars.isWord(at(text, i + 1))) {
        return null;
      }
    }
    String value = iban.toString().toUpperCase(Locale.ROOT);
    return !Chars.isWord(at(text, i)) && remainder(value) == 1 ? new Match(start, i, value) : null;
  }

  /** Modulo 97 of the IBAN with its first four characters moved to the end and letters as 10..35; 1 if it is right. */
  static int remainder(String iban) {
    int remainder = 0;
    for (int i = 0; i < iban.length(); i++) {
      int digit = Character.digit(iban.charAt((i + 4) % iban.length()), 36);
      remainder = (remainder * (digit < 10 ? 10 : 100) + digit) % 97;
    }
    return remainder;
  }

  static Map<String, Integer> lengths() {
    return LENGTHS;
  }

  private static Map<String, Integer> lengths(String table) {
    Map<String, Integer> lengths = new HashMap<>();
    table.lines().map(line -> line.split(" ")).forEach(line -> {
      for (int i = 1; i < line.length; i++) {
        lengths.put(line[i], Integer.valueOf(line[0]));
      }
    });
    return Map.copyOf(lengths);
  }
}
