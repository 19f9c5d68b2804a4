package dev.millrace.document;

/** Text that cannot steer a terminal, forge a line of a log, or turn the reading order around it. */
public final class PlainText {
  /** Stands for a character that would. */
  public static final char DOT = '·';

  private PlainText() {}

  /** One line of at most so many characters. */
  public static String line(String text, int most) {
    int end = Math.min(text.length(), most);
    StringBuilder line = new StringBuilder(end + 1);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      line.append(c == '\n' || c == '\t' || steers(c) ? DOT : c);
    }
    return end < text.length() ? line.append('…').toString() : line.toString();
  }

  /**
   * Control characters but line feed and tab, line separators, and what overrides the direction of writing. Marks that
   * scripts and emoji need, such as joiners, do no harm.
   */
  public static boolean steers(char c) {
    return c < ' ' && c != '\n' && c != '\t' || c >= '\u007F' && c <= '\u009F'
        || c == '\u2028' || c == '\u2029' || c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
  }
}
