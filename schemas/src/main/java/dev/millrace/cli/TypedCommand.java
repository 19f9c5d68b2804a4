package dev.millrace.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A command as one would type it: a line that works when pasted into the shell, whatever its words are. */
public record TypedCommand(List<String> words) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./,:=@%+-]+");
  private static final Pattern SAFE_IN_DOUBLE_QUOTES = Pattern.compile("[^\"$`\\\\!]*");

  public TypedCommand {
    words = List.copyOf(words);
  }

  public static TypedCommand of(String... words) {
    return new TypedCommand(List.of(words));
  }

  /** Indented, and broken between words by backslashes where the terminal ends. */
  public String shown(int columns) {
    // Two characters less: a blank and the backslash.
    return Prose.joined(pieces(), " ", columns - 2, "  ").stripTrailing().replace("\n", " \\\n  ").concat("\n");
  }

  /** On one line. */
  public String line() {
    return String.join(" ", pieces());
  }

  /** An option stays with its value. */
  private List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean hasValue = words.get(i).startsWith("--") && i + 1 < words.size() && !words.get(i + 1).startsWith("--");
      pieces.add(hasValue ? quoted(words.get(i)) + " " + quoted(words.get(++i)) : quoted(words.get(i)));
    }
    return pieces;
  }

  private static String quoted(String word) {
    if (PLAIN.matcher(word).matches()) {
      return word;
    }
    if (word.codePoints().anyMatch(Prose::steers)) {
      return escaped(word);
    }
    return SAFE_IN_DOUBLE_QUOTES.matcher(word).matches() ? '"' + word + '"' : "'" + word.replace("'", "'\\''") + "'";
  }

  /** What would end the line or steer the terminal, as the octal numbers of its bytes. */
  private static String escaped(String word) {
    StringBuilder escaped = new StringBuilder("$'");
    word.codePoints().forEach(c -> {
      if (c == '\n') {
        escaped.append("\\n");
      } else if (Prose.steers(c)) {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          escaped.append(String.format(Locale.ROOT, "\\%03o", b & 0xFF));
        }
      } else {
        escaped.append(c == '\'' || c == '\\' ? "\\" : "").appendCodePoint(c);
      }
    });
    return escaped.append('\'').toString();
  }
}
