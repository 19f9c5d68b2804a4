package dev.millrace.extract;

import static dev.millrace.failure.Require.require;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a pattern becomes once it is compiled, counted before it is: RE2 writes a repetition out, so that twenty
 * characters can ask for a billion instructions. Counted with each character as one; what is quoted counts as if it were not.
 */
final class PatternSize {
  static final int MAX_CHARACTERS = 1_000;
  static final int MAX_DEPTH = 100;
  static final long MAX_SIZE = 10_000;

  private static final Pattern TIMES = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?\\}");

  private PatternSize() {}

  static void requireBounded(String pattern) {
    require(pattern.length() <= MAX_CHARACTERS, "pattern has %d characters; at most %d are accepted", pattern.length(), MAX_CHARACTERS);
    long size = of(pattern);
    require(size <= MAX_SIZE, "pattern repeats what it repeats: written out it has more than %d pieces; use smaller counts, or * and +", MAX_SIZE);
  }

  /** Beyond {@link #MAX_SIZE} no longer exact. */
  private static long of(String pattern) {
    Deque<Long> around = new ArrayDeque<>();
    Matcher times = TIMES.matcher(pattern);
    long size = 0;
    long last = 0;
    for (int i = 0; i < pattern.length() && size <= MAX_SIZE; i++) {
      char c = pattern.charAt(i);
      if (c == '(') {
        around.push(size);
        require(around.size() <= MAX_DEPTH, "pattern has groups inside groups, more than %d deep", MAX_DEPTH);
        size = 0;
      } else if (c == ')' && !around.isEmpty()) {
        last = size + 1;
        size = around.pop() + last;
      } else if (c == '{' && times.region(i, pattern.length()).lookingAt()) {
        long count = Math.max(1, Math.max(number(times.group(1)), number(times.group(3))));
        size += last * (count - 1);
        last *= count;
        i = times.end() - 1;
      } else {
        i = c == '\\' ? i + 1 : c == '[' ? endOfClass(pattern, i) : i;
        last = 1;
        size++;
      }
    }
    return size;
  }

  private static long number(String digits) {
    return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static int endOfClass(String pattern, int open) {
    int i = open + 1;
    i += i < pattern.length() && pattern.charAt(i) == '^' ? 1 : 0;
    for (int first = i; i < pattern.length() && (pattern.charAt(i) != ']' || i == first); i++) {
      if (pattern.charAt(i) == '\\') {
        i++;
      } else if (pattern.startsWith("[:", i)) {
        i = Math.max(i, pattern.indexOf(":]", i) + 1);
      }
    }
    return i;
  }
}
