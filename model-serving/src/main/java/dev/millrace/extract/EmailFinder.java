package dev.millrace.extract;

import static dev.millrace.extract.Chars.at;
import static dev.millrace.extract.Chars.isDigit;
import static dev.millrace.extract.Chars.isLatinLetter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * E-mail addresses as people write them: no quoted local parts, no comments, no addresses of hosts without a dot.
 * Normalised to lower case, because no provider tells {@code Jo@x.org} from {@code jo@x.org}.
 */
final class EmailFinder implements Finder {
  private static final int MAX_LOCAL = 64;
  private static final int MAX_DOMAIN = 253;
  private static final int MAX_LABEL = 63;

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    for (int sign = text.indexOf('@'); sign >= 0; sign = text.indexOf('@', sign + 1)) {
      int start = startOfLocal(text, sign);
      int end = endOfDomain(text, sign + 1);
      if (start < sign && end > 0 && at(text, start - 1) != '@' && at(text, end) != '@') {
        matches.add(new Match(start, end, text.substring(start, end).toLowerCase(Locale.ROOT)));
      }
    }
    return Found.all(matches);
  }

  /** The sign's own index if there is no valid local part before it. */
  private static int startOfLocal(String text, int sign) {
    if (at(text, sign - 1) == '.') {
      return sign;
    }
    int start = sign;
    while (isLocal(at(text, start - 1)) && !(at(text, start - 1) == '.' && at(text, start) == '.')) {
      start--;
      if (sign - start > MAX_LOCAL) {
        return sign;
      }
    }
    while (start < sign && isPunctuation(text.charAt(start))) {
      start++;
    }
    return start;
  }

  /** -1 if no valid domain starts here. */
  private static int endOfDomain(String text, int from) {
    int end = -1;
    int label = from;
    boolean lowerBefore = false;
    for (int labels = 1; ; labels++) {
      int labelEnd = endOfLabel(text, label);
      if (labelEnd < 0 || labelEnd - from > MAX_DOMAIN) {
        return end;
      }
      if (labels >= 3 && lowerBefore && isSentenceStart(text, label, labelEnd)) {
        return end;
      }
      boolean topLevel = isTopLevel(text, label, labelEnd);
      if (labels >= 2 && topLevel) {
        end = labelEnd;
      }
      if (at(text, labelEnd) != '.') {
        return end;
      }
      lowerBefore = topLevel && Character.isLowerCase(text.charAt(label));
      label = labelEnd + 1;
    }
  }

  private static int endOfLabel(String text, int from) {
    int end = from;
    while (isLatinLetter(at(text, end)) || isDigit(at(text, end)) || at(text, end) == '-') {
      end++;
      if (end - from > MAX_LABEL) {
        return -1;
      }
    }
    while (end > from && text.charAt(end - 1) == '-') {
      end--;
    }
    return end == from || text.charAt(from) == '-' ? -1 : end;
  }

  private static boolean isTopLevel(String text, int from, int end) {
    if (text.startsWith("xn--", from)) {
      return true;
    }
    for (int i = from; i < end; i++) {
      if (!isLatinLetter(text.charAt(i))) {
        return false;
      }
    }
    return end - from >= 2;
  }

  /** The space after a full stop is often forgotten: jo@example.org.Thanks. */
  private static boolean isSentenceStart(String text, int from, int end) {
    return end - from >= 2 && Character.isUpperCase(text.charAt(from)) && Character.isLowerCase(text.charAt(from + 1));
  }

  private static boolean isLocal(char c) {
    return isLatinLetter(c) || isDigit(c) || c == '_' || isPunctuation(c);
  }

  private static boolean isPunctuation(char c) {
    return c == '.' || c == '-' || c == '+' || c == '%' || c == '\'';
  }
}
