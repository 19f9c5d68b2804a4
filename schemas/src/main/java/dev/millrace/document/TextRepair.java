package dev.millrace.document;

/** Makes text that every stage can carry: NUL (which PostgreSQL refuses) and lone surrogates become U+FFFD. */
public final class TextRepair {
  public static final char REPLACEMENT = '\uFFFD';

  private TextRepair() {}

  /** The text with every NUL and lone surrogate replaced; the same object if there is none. */
  public static String repair(String text) {
    int first = firstFault(text, 0);
    if (first < 0) {
      return text;
    }
    char[] chars = text.toCharArray();
    for (int i = first; i >= 0; i = firstFault(text, i + 1)) {
      chars[i] = REPLACEMENT;
    }
    return new String(chars);
  }

  private static int firstFault(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return i;
      }
      if (Character.isHighSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
