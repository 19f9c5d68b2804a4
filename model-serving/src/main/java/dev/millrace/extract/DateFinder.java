package dev.millrace.extract;

import static dev.millrace.extract.Chars.at;
import static dev.millrace.extract.Chars.isDigit;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * Full dates with a year of four digits (1000 to 2999): 2026-03-03, 2026/3/3, 03/03/2026, 3.3.2026, 3 March 2026,
 * 3rd of March, 2026, March 3, 2026, 3. März 2026, 03-mrt-2026. Normalised to ISO 8601; 31 April is not found.
 */
final class DateFinder implements Finder {
  private final DateOrder order;

  /** @param order of 03/04/2026 and 03-04-2026; null for day first */
  DateFinder(DateOrder order) {
    this.order = order == null ? DateOrder.DMY : order;
  }

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean digit = isDigit(c);
      if (!digit && !Character.isLetter(c)) {
        i++;
        continue;
      }
      Match match = isPartOfMore(text, i) ? null : digit ? fromDigit(text, i) : fromMonth(text, i);
      if (match != null) {
        matches.add(match);
      }
      i = match != null ? match.end() : digit ? Chars.endOfDigits(text, i) : endOfWord(text, i);
    }
    return Found.all(matches);
  }

  /** The middle of a word, a version, an address or a longer row of numbers. */
  private static boolean isPartOfMore(String text, int start) {
    char before = at(text, start - 1);
    return Chars.isWord(before) || isMark(before) || ".-/,:".indexOf(before) >= 0 && isDigit(at(text, start - 2)) && isDigit(at(text, start));
  }

  private Match fromDigit(String text, int start) {
    int end = Chars.endOfDigits(text, start);
    Cursor cursor = new Cursor(text, start);
    return switch (end - start) {
      case 4 -> yearFirst(cursor);
      case 1, 2 -> {
        Match numeric = yearLast(cursor);
        yield numeric != null ? numeric : dayAndName(new Cursor(text, start));
      }
      default -> null;
    };
  }

  private static Match yearFirst(Cursor cursor) {
    int year = cursor.year();
    char separator = cursor.take("-/.");
    int month = cursor.number();
    boolean same = separator != Chars.NONE && cursor.take(separator);
    int day = cursor.number();
    return same ? cursor.match(year, month, day) : null;
  }

  private Match yearLast(Cursor cursor) {
    int first = cursor.number();
    char separator = cursor.take("-/.");
    boolean spaced = separator == '.' && cursor.skipSpace();
    int second = cursor.number();
    boolean same = separator != Chars.NONE && cursor.take(separator) && (separator != '.' || cursor.skipSpace() == spaced);
    int year = cursor.year();
    boolean monthFirst = separator != '.' && order == DateOrder.MDY;
    return same ? cursor.match(year, monthFirst ? first : second, monthFirst ? second : first) : null;
  }

  private static Match dayAndName(Cursor cursor) {
    int day = cursor.number();
    cursor.skipOrdinal();
    cursor.skipGap();
    if (cursor.skipWord("of")) {
      cursor.skipGap();
    }
    int month = cursor.month();
    cursor.take(".");
    cursor.take(",");
    cursor.skipGap();
    return month == 0 ? null : cursor.match(cursor.year(), month, day);
  }

  private static Match fromMonth(String text, int start) {
    Cursor cursor = new Cursor(text, start);
    int month = cursor.month();
    if (month == 0) {
      return null;
    }
    cursor.take(".");
    cursor.skipGap();
    int day = cursor.number();
    cursor.skipOrdinal();
    boolean comma = cursor.take(',');
    boolean gap = cursor.skipGap();
    return comma || gap ? cursor.match(cursor.year(), month, day) : null;
  }

  private static int endOfWord(String text, int start) {
    int end = start;
    while (isNamePart(at(text, end))) {
      end++;
    }
    return end;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetter(c) || isMark(c);
  }

  /** An accent that is a character of its own. */
  private static boolean isMark(char c) {
    return Character.getType(c) == Character.NON_SPACING_MARK;
  }

  /** Reads the pieces of one date from left to right; a piece that is not there is 0 and moves nothing. */
  private static final class Cursor {
    private final String text;
    private final int start;
    private int position;

    Cursor(String text, int start) {
      this.text = text;
      this.start = start;
      this.position = start;
    }

    int number() {
      return digits(1, 2);
    }

    int year() {
      return digits(4, 4);
    }

    private int digits(int min, int max) {
      int end = position;
      while (isDigit(at(text, end)) && end - position <= max) {
        end++;
      }
      if (end - position < min || end - position > max) {
        return 0;
      }
      int value = Integer.parseInt(text.substring(position, end));
      position = end;
      return value;
    }

    int month() {
      int end = position;
      while (end - position <= MonthNames.MAX_LENGTH && isNamePart(at(text, end))) {
        end++;
      }
      int month = MonthNames.month(text.substring(position, end));
      position = month == 0 ? position : end;
      return month;
    }

    boolean take(char expected) {
      boolean there = at(text, position) == expected;
      position += there ? 1 : 0;
      return there;
    }

    char take(String oneOf) {
      char c = at(text, position);
      return c != Chars.NONE && oneOf.indexOf(c) >= 0 && take(c) ? c : Chars.NONE;
    }

    boolean skipSpace() {
      boolean space = Chars.isSpace(at(text, position));
      position += space ? 1 : 0;
      return space;
    }

    /** A space, a line break, a hyphen or a slash between day, month and year. */
    boolean skipGap() {
      return skipSpace() || take("-/\n") != Chars.NONE;
    }

    boolean skipWord(String word) {
      boolean there = text.regionMatches(true, position, word, 0, word.length())
          && !Chars.isWord(at(text, position + word.length()));
      position += there ? word.length() : 0;
      return there;
    }

    void skipOrdinal() {
      boolean word = skipWord("st") || skipWord("nd") || skipWord("rd") || skipWord("th") || skipWord("er") || skipWord("e");
      if (!word) {
        take('.');
      }
    }

    /** The date from start to here, or null if there is none or the text goes on as if it were something else. */
    Match match(int year, int month, int day) {
      boolean possible = year >= 1000 && year <= 2999 && month >= 1 && month <= 12 && day >= 1
          && day <= YearMonth.of(year, month).lengthOfMonth();
      char next = at(text, position);
      boolean time = next == 'T' && isDigit(at(text, position + 1));
      boolean more = Chars.isWord(next) && !time || "./-".indexOf(next) >= 0 && isDigit(at(text, position + 1));
      return possible && !more ? new Match(start, position, LocalDate.of(year, month, day).toString()) : null;
    }
  }
}
