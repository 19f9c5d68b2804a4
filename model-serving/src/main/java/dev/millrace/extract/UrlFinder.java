package dev.millrace.extract;

import static dev.millrace.extract.Chars.at;
import static dev.millrace.extract.Chars.isDigit;
import static dev.millrace.extract.Chars.isLatinLetter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Addresses that start with http://, https://, ftp:// or www. followed by a host with a dot (or localhost). Scheme and
 * host are normalised to lower case. What ends a sentence or closes a bracket around the address is not part of it.
 */
final class UrlFinder implements Finder {
  private static final List<String> STARTS = List.of("https://", "http://", "ftp://", "www.");
  private static final int MAX_LENGTH = 4_096;

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      String start = startAt(text, i);
      if (start == null) {
        i++;
        continue;
      }
      int stop = endOfRun(text, i);
      int end = withoutTrailing(text, i, stop);
      int host = start.equals("www.") ? i : i + start.length();
      int hostEnd = endOfAuthority(text, host, end);
      if (end - i <= MAX_LENGTH && isAuthority(text.substring(host, hostEnd))) {
        matches.add(new Match(i, end, text.substring(i, hostEnd).toLowerCase(Locale.ROOT) + text.substring(hostEnd, end)));
      }
      i = stop;
    }
    return Found.all(matches);
  }

  private static String startAt(String text, int i) {
    char c = text.charAt(i);
    if (c != 'h' && c != 'H' && c != 'f' && c != 'F' && c != 'w' && c != 'W') {
      return null;
    }
    char before = at(text, i - 1);
    if (Chars.isWord(before) || before == '@' || before == '.' || before == '-') {
      return null;
    }
    for (String start : STARTS) {
      if (text.regionMatches(true, i, start, 0, start.length())) {
        return start;
      }
    }
    return null;
  }

  private static int endOfRun(String text, int from) {
    int end = from;
    while (end < text.length() && isUrl(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isUrl(char c) {
    return !Character.isWhitespace(c) && !Character.isSpaceChar(c) && !Character.isISOControl(c)
        && "<>\"{}|\\^`«»“”„，。；：！？）」』】、".indexOf(c) < 0;
  }

  private static int withoutTrailing(String text, int from, int stop) {
    int round = 0;
    int square = 0;
    for (int i = from; i < stop; i++) {
      switch (text.charAt(i)) {
        case '(' -> round++;
        case ')' -> round--;
        case '[' -> square++;
        case ']' -> square--;
        default -> { }
      }
    }
    int end = stop;
    for (; end > from; end--) {
      char last = text.charAt(end - 1);
      if (last == ')' && round < 0) {
        round++;
      } else if (last == ']' && square < 0) {
        square++;
      } else if (".,;:!?'’…*".indexOf(last) < 0) {
        break;
      }
    }
    return end;
  }

  private static int endOfAuthority(String text, int from, int end) {
    int i = from;
    while (i < end && "/?#".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return Math.max(from, i);
  }

  /** {@code [user@]host[:port]}. */
  private static boolean isAuthority(String authority) {
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = host.lastIndexOf(':');
    if (host.startsWith("[")) {
      return host.matches("\\[[0-9A-Fa-f:.]{2,45}](:\\d{1,5})?");
    }
    if (colon >= 0) {
      String port = host.substring(colon + 1);
      if (port.length() > 5 || !port.chars().allMatch(c -> isDigit((char) c))) {
        return false;
      }
      host = host.substring(0, colon);
    }
    return host.equalsIgnoreCase("localhost") || isDottedHost(host);
  }

  private static boolean isDottedHost(String host) {
    String[] labels = host.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty() || label.length() > 63 || label.startsWith("-") || label.endsWith("-")
          || !label.chars().allMatch(c -> isLatinLetter((char) c) || isDigit((char) c) || c == '-' || c == '_')) {
        return false;
      }
    }
    return labels.length >= (host.regionMatches(true, 0, "www.", 0, 4) ? 3 : 2);
  }
}
