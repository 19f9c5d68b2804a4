package dev.millrace.tokenize;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The tokenizer of a {@code tokenizer.json}, through the native calls below DJL's class: only ids cross into Java, a
 * quarter faster than with token strings and spans. Truncation and padding written in the file are switched off, because
 * windows are cut here. The native tokenizer is immutable, hence thread-safe; {@link #close} must come after the last call.
 */
public final class HuggingFaceTokenizer implements Tokenizer {
  /** Of a tokenizer.json: XLM-RoBERTa's, with 250,000 pieces, has 17 MB. */
  public static final long MAX_BYTES = 64 << 20;

  private static final TokenizersLibrary NATIVE = load();

  private final long handle;
  private final SpecialTokens special;

  private HuggingFaceTokenizer(long handle, int padding) {
    this.handle = handle;
    NATIVE.disableTruncation(handle);
    NATIVE.disablePadding(handle);
    this.special = findSpecial(padding);
  }

  public static HuggingFaceTokenizer load(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it has %d bytes; at most %d are read".formatted(Files.size(file), MAX_BYTES));
      }
      String json = Files.readString(file);
      JsonNode tree = new ObjectMapper().readTree(json);
      TokenizerGuard.check(tree);
      return new HuggingFaceTokenizer(NATIVE.createTokenizerFromString(json), paddingId(tree));
    } catch (IOException | RuntimeException e) {
      throw MillraceException.data("Tokenizer %s cannot be read: %s. Expected the tokenizer.json of a fast Hugging Face tokenizer.", file, e.getMessage());
    }
  }

  private static TokenizersLibrary load() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    LibUtils.checkStatus();
    return TokenizersLibrary.LIB;
  }

  private static int paddingId(JsonNode tokenizer) {
    for (JsonNode token : tokenizer.path("added_tokens")) {
      String content = token.path("content").asText();
      if (content.equals("[PAD]") || content.equals("<pad>")) {
        return token.path("id").asInt();
      }
    }
    return 0;
  }

  @Override
  public int[] encode(String text) {
    return encode(text, false);
  }

  private int[] encode(String text, boolean withSpecial) {
    long encoding = NATIVE.encode(handle, text, withSpecial);
    try {
      long[] ids = NATIVE.getTokenIds(encoding);
      int[] narrow = new int[ids.length];
      for (int i = 0; i < ids.length; i++) {
        narrow[i] = (int) ids[i];
      }
      return narrow;
    } finally {
      NATIVE.deleteEncoding(encoding);
    }
  }

  @Override
  public SpecialTokens special() {
    return special;
  }

  /** The difference between a text encoded with and without special tokens: asked of the tokenizer itself, whatever its family. */
  private SpecialTokens findSpecial(int padding) {
    int[] bare = encode("a", false);
    int[] full = encode("a", true);
    int before = 0;
    while (before + bare.length < full.length && !matches(full, before, bare)) {
      before++;
    }
    int after = full.length - before - bare.length;
    int[] first = Arrays.copyOfRange(full, 0, before);
    int[] last = Arrays.copyOfRange(full, full.length - after, full.length);
    return new SpecialTokens(first, last, padding);
  }

  private static boolean matches(int[] full, int at, int[] bare) {
    return Arrays.equals(full, at, at + bare.length, bare, 0, bare.length);
  }

  @Override
  public void close() {
    NATIVE.deleteTokenizer(handle);
  }
}
