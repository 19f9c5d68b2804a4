package dev.millrace.tokenize;

/** Turns a text into the model's token ids. Thread-safe. */
public interface Tokenizer extends AutoCloseable {
  /** The ids of a text, without special tokens, neither cut nor padded. */
  int[] encode(String text);

  /** Special tokens that the model expects around a text. */
  SpecialTokens special();

  @Override
  void close();
}
