package dev.millrace.tokenize;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A tokenizer.json is loaded and answers, twice the same, or is refused as data. */
public final class TokenizerFileTarget implements FuzzTarget {
  private final Path file;

  public TokenizerFileTarget() throws IOException {
    file = Files.createTempFile("tokenizer", ".json");
    file.toFile().deleteOnExit();
  }

  @Override
  public void check(byte[] input) throws IOException {
    Files.write(file, input);
    try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.load(file)) {
      holds(Arrays.equals(tokenizer.encode("a refund, please"), tokenizer.encode("a refund, please")), "tokenised twice the same");
    } catch (MillraceException e) {
      holds(e.kind() == ErrorKind.DATA, "refused as data");
    }
  }
}
