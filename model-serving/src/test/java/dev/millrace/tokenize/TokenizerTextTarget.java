package dev.millrace.tokenize;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.serving.TestModels;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Any text, half characters and NUL included, becomes ids of the vocabulary, twice the same, and windows of the length asked for. */
public final class TokenizerTextTarget implements FuzzTarget {
  private static final int VOCABULARY = 800;
  private static final Windowing WINDOWING = new Windowing(16, 3, 4);

  private final HuggingFaceTokenizer[] tokenizers = {
      HuggingFaceTokenizer.load(TestModels.DIRECTORY.resolve("tiny-bert/tokenizer.json")),
      HuggingFaceTokenizer.load(TestModels.DIRECTORY.resolve("tiny-roberta/tokenizer.json"))};

  @Override
  public void check(byte[] input) {
    // Two bytes a character: so every lone surrogate can come.
    String text = ByteBuffer.wrap(input, 0, input.length & ~1).asCharBuffer().toString();
    for (HuggingFaceTokenizer tokenizer : tokenizers) {
      int[] ids = tokenizer.encode(text);
      holds(Arrays.equals(tokenizer.encode(text), ids), "tokenised twice the same");
      holds(Arrays.stream(ids).allMatch(id -> id >= 0 && id < VOCABULARY), "ids of the vocabulary");
      TokenizedText cut = WINDOWING.tokenize(text, tokenizer);
      holds(cut.windows().length >= 1 && cut.windows().length <= WINDOWING.maxWindows(), "as many windows as asked for");
      holds(Arrays.stream(cut.windows()).allMatch(window -> window.length >= tokenizer.special().count() && window.length <= WINDOWING.maximumLength()), "windows of the length asked for");
    }
  }
}
