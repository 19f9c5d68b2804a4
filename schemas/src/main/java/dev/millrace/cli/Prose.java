package dev.millrace.cli;

import java.util.List;

/** Text set to the terminal's width. */
public final class Prose {
  private Prose() {}

  /** The text's words in lines of at most so many characters; a per cent sign stays with its number. */
  public static String wrapped(String text, int columns) {
    return joined(List.of(text.split(" (?!%)")), " ", columns, "");
  }

  /** As {@link #wrapped(String, int)}, each line behind an indent. */
  public static String wrapped(String text, int columns, String indent) {
    return joined(List.of(text.split(" (?!%)")), " ", columns, indent);
  }

  /** The pieces, each whole, in lines that begin with an indent. */
  public static String joined(List<String> pieces, String separator, int columns, String indent) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    boolean begun = false;
    for (String piece : pieces) {
      int length = line.codePointCount(0, line.length()) + (begun ? separator.length() : 0) + piece.codePointCount(0, piece.length());
      if (begun && length > columns) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append(indent);
        begun = false;
      }
      line.append(begun ? separator : "").append(piece);
      begun = true;
    }
    return text.append(line).append('\n').toString();
  }

  /** A text that neither ends a line nor steers the terminal: control and bidirectional characters become {@code ·}. */
  public static String onOneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(steers(c) ? '·' : c));
    return line.toString();
  }

  /** True of what ends a line, steers the terminal or may stand in no file of YAML. */
  public static boolean steers(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> (c & 0xFFFE) == 0xFFFE;
    };
  }

  /** At most so many characters; an ellipsis says that there were more. */
  public static String cut(String text, int columns) {
    return text.codePointCount(0, text.length()) <= columns ? text : text.substring(0, text.offsetByCodePoints(0, columns - 1)) + "…";
  }
}
