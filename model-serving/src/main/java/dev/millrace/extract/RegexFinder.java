package dev.millrace.extract;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** A pattern of the user's. RE2/J decides each search in linear time; the number of passes over the text is bounded too. */
final class RegexFinder implements Finder {
  private static final int MAX_PASSES = 16;
  private static final int FREE_CHARACTERS = 4_096;

  private final Pattern pattern;

  RegexFinder(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  @Override
  public Found find(String text) {
    List<Match> matches = new ArrayList<>();
    try {
      Matcher matcher = pattern.matcher(new BoundedReading(text));
      int group = matcher.groupCount() > 0 ? 1 : 0;
      while (matcher.find()) {
        if (matcher.start(group) < matcher.end(group)) {
          int start = matcher.start(group);
          int end = matcher.end(group);
          matches.add(new Match(start, end, text.substring(start, end)));
        }
      }
      return Found.all(matches);
    } catch (ReadingExhausted e) {
      return new Found(matches, true);
    }
  }

  /**
   * Counts the characters that the matcher reads. A pattern such as {@code x*y|x} reads to the end of the text anew for
   * each of its matches, which makes finding them all quadratic although each one is linear.
   */
  private static final class BoundedReading implements CharSequence {
    private final String text;
    private long left;

    BoundedReading(String text) {
      this.text = text;
      this.left = FREE_CHARACTERS + (long) MAX_PASSES * text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new ReadingExhausted();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class ReadingExhausted extends RuntimeException {
    ReadingExhausted() {
      super("The pattern read the text %d times".formatted(MAX_PASSES), null, false, false);
    }
  }
}
