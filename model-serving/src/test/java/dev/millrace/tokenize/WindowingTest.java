package dev.millrace.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowingTest {
  private static final int CLS = -1;
  private static final int SEP = -2;

  /** One token for each character, its code; special tokens around. */
  private record Characters(List<String> seen) implements Tokenizer {
    @Override
    public int[] encode(String text) {
      seen.add(text);
      return text.chars().toArray();
    }

    @Override
    public SpecialTokens special() {
      return new SpecialTokens(new int[] {CLS}, new int[] {SEP}, 0);
    }

    @Override
    public void close() {}
  }

  private final Characters tokenizer = new Characters(new ArrayList<>());

  @Test
  void aShortTextIsOneWindow() {
    TokenizedText text = new Windowing(8, 4, 2).tokenize("abcdef", tokenizer);
    assertThat(text.windows()).isDeepEqualTo(new int[][] {window("abcdef")});
    assertThat(text.truncated()).isFalse();
    assertThat(text.tokens()).isEqualTo(8);
  }

  @Test
  void windowsRepeatTheEndOfTheOneBefore() {
    TokenizedText text = new Windowing(8, 4, 2).tokenize("abcdefghijk", tokenizer);
    assertThat(text.windows()).isDeepEqualTo(new int[][] {window("abcdef"), window("efghij"), window("ijk")});
    assertThat(text.truncated()).isFalse();
  }

  @Test
  void aTextThatEndsWithAWindowNeedsNoOther() {
    assertThat(new Windowing(8, 4, 2).tokenize("abcdefghij", tokenizer).windows()).isDeepEqualTo(new int[][] {window("abcdef"), window("efghij")});
  }

  @Test
  void whatLiesBeyondTheLastWindowIsLeftOutAndTold() {
    TokenizedText text = new Windowing(8, 2, 2).tokenize("abcdefghijk", tokenizer);
    assertThat(text.windows()).isDeepEqualTo(new int[][] {window("abcdef"), window("efghij")});
    assertThat(text.truncated()).isTrue();
  }

  @Test
  void anEmptyTextIsOneWindowOfSpecialTokens() {
    assertThat(new Windowing(8, 4, 2).tokenize("", tokenizer).windows()).isDeepEqualTo(new int[][] {{CLS, SEP}});
  }

  @Test
  void ofTwoHundredThousandCharactersOnlyWhatMayBeReadIsTokenised() {
    TokenizedText text = new Windowing(16, 3, 0).tokenize("a".repeat(200_000), tokenizer);
    assertThat(text.truncated()).isTrue();
    assertThat(text.windows()).hasDimensions(3, 16);
    assertThat(tokenizer.seen()).singleElement().satisfies(seen -> assertThat(seen).hasSize(16 * 3 * 64));
  }

  @Test
  void theCutDoesNotHalveACharacter() {
    int cut = 4 * 64;
    new Windowing(4, 1, 0).tokenize("a".repeat(cut - 1) + "😀😀", tokenizer);
    new Windowing(4, 1, 0).tokenize("a".repeat(cut - 2) + "😀😀", tokenizer);
    assertThat(tokenizer.seen().get(0)).isEqualTo("a".repeat(cut - 1));
    assertThat(tokenizer.seen().get(1)).isEqualTo("a".repeat(cut - 2) + "😀");
  }

  @Test
  void aGreatManyWindowsDoNotOverflow() {
    TokenizedText text = new Windowing(512, 1_000_000, 0).tokenize("a".repeat(2_000), tokenizer);
    assertThat(text.truncated()).isFalse();
    assertThat(text.windows()).hasNumberOfRows(4);
  }

  @Property
  void windowsCoverTheTextAndOverlapAsTold(
      @ForAll @IntRange(max = 300) int length, @ForAll @IntRange(min = 4, max = 40) int maximumLength, @ForAll @IntRange(max = 20) int wantedOverlap) {
    int overlap = Math.min(wantedOverlap, maximumLength / 2);
    String text = text(length);
    TokenizedText tokenized = new Windowing(maximumLength, 1_000, overlap).tokenize(text, tokenizer);
    int step = Math.max(1, maximumLength - 2 - overlap);
    for (int w = 0; w < tokenized.windows().length; w++) {
      int[] window = tokenized.windows()[w];
      String inner = text.substring(w * step, w * step + window.length - 2);
      assertThat(window).isEqualTo(window(inner)).hasSizeLessThanOrEqualTo(maximumLength);
    }
    int[] last = tokenized.windows()[tokenized.windows().length - 1];
    assertThat((tokenized.windows().length - 1) * step + last.length - 2).isEqualTo(length);
    assertThat(tokenized.truncated()).isFalse();
  }

  @Test
  void sizesThatLeaveNoRoomAreRefused() {
    assertThatThrownBy(() -> new Windowing(3, 1, 0)).hasMessage("maximum_length must be at least 4 tokens, was 3");
    assertThatThrownBy(() -> new Windowing(8, 0, 0)).hasMessage("max_windows must be 1 to 1000000, was 0");
    assertThatThrownBy(() -> new Windowing(8, 1, 5)).hasMessage("window_overlap must be 0 to half of maximum_length (4), was 5");
  }

  private static int[] window(String text) {
    int[] window = new int[text.length() + 2];
    window[0] = CLS;
    window[window.length - 1] = SEP;
    System.arraycopy(text.chars().toArray(), 0, window, 1, text.length());
    return window;
  }

  private static String text(int length) {
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = (char) ('a' + i);
    }
    return new String(text);
  }
}
