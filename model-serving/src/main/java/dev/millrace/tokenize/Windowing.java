package dev.millrace.tokenize;

import static dev.millrace.failure.Require.require;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How a text too long for the model is cut into overlapping windows.
 *
 * @param maximumLength tokens a window, special ones included
 * @param maxWindows windows a text; what lies beyond is left out and the document counted as truncated
 * @param overlap tokens that a window repeats of the one before it
 */
public record Windowing(int maximumLength, int maxWindows, int overlap) implements Serializable {
  public static final int MAX_LENGTH = 1 << 17;
  public static final int MAX_WINDOWS = 1_000_000;

  /** Characters looked at for each token there is room for. English has 4 to 5 a token; so only white space or one endless word is cut by this. */
  private static final int CHARACTERS_PER_TOKEN = 64;

  public Windowing {
    require(maximumLength >= 4, "maximum_length must be at least 4 tokens, was %d", maximumLength);
    require(maximumLength <= MAX_LENGTH, "maximum_length must be at most %d tokens, was %d", MAX_LENGTH, maximumLength);
    require(maxWindows >= 1 && maxWindows <= MAX_WINDOWS, "max_windows must be 1 to %d, was %d", MAX_WINDOWS, maxWindows);
    require(overlap >= 0 && overlap <= maximumLength / 2, "window_overlap must be 0 to half of maximum_length (%d), was %d", maximumLength / 2, overlap);
  }

  /** Tokenises and cuts. A text without tokens becomes one window of special tokens. */
  public TokenizedText tokenize(String text, Tokenizer tokenizer) {
    int characters = (int) Math.min(text.length(), (long) maximumLength * maxWindows * CHARACTERS_PER_TOKEN);
    if (characters < text.length() && Character.isHighSurrogate(text.charAt(characters - 1))) {
      characters--;
    }
    int[] tokens = tokenizer.encode(text.substring(0, characters));
    return cut(tokens, tokenizer.special(), characters < text.length());
  }

  private TokenizedText cut(int[] tokens, SpecialTokens special, boolean alreadyTruncated) {
    int room = maximumLength - special.count();
    int step = Math.max(1, room - overlap);
    int needed = tokens.length <= room ? 1 : 1 + (tokens.length - room + step - 1) / step;
    int[][] windows = new int[Math.min(needed, maxWindows)][];
    for (int w = 0; w < windows.length; w++) {
      int from = w * step;
      windows[w] = window(tokens, from, Math.min(from + room, tokens.length), special);
    }
    return new TokenizedText(windows, alreadyTruncated || needed > maxWindows);
  }

  private static int[] window(int[] tokens, int from, int to, SpecialTokens special) {
    int before = special.before().length;
    int[] window = Arrays.copyOf(special.before(), to - from + special.count());
    System.arraycopy(tokens, from, window, before, to - from);
    System.arraycopy(special.after(), 0, window, before + to - from, special.after().length);
    return window;
  }
}
