package dev.millrace.extract;

/** Questions about the characters of a text that may be asked beyond its ends, where there is a NUL. */
final class Chars {
  static final char NONE = '\0';

  private Chars() {}

  static char at(String text, int index) {
    return index >= 0 && index < text.length() ? text.charAt(index) : NONE;
  }

  static boolean isDigit(char c) {
    return '0' <= c && c <= '9';
  }

  static boolean isAsciiLetter(char c) {
    return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z';
  }

  /** ASCII, or a Latin letter with a mark: not Chinese, which is written against a following address without a space. */
  static boolean isLatinLetter(char c) {
    return isAsciiLetter(c) || 'À' <= c && c < '\u0250' && Character.isLetter(c);
  }

  static boolean isWord(char c) {
    return Character.isLetterOrDigit(c);
  }

  /** Space, or one of those that typesetters put between groups of digits. */
  static boolean isSpace(char c) {
    return c == ' ' || c == '\u00A0' || c == '\u2009' || c == '\u202F';
  }

  static int endOfDigits(String text, int from) {
    int end = from;
    while (isDigit(at(text, end))) {
      end++;
    }
    return end;
  }
}
