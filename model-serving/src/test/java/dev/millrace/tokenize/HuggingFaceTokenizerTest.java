package dev.millrace.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.serving.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceTokenizerTest {
  @Test
  void specialTokensAreThoseOfTheFamily() {
    try (HuggingFaceTokenizer bert = load("tiny-bert"); HuggingFaceTokenizer roberta = load("tiny-roberta")) {
      assertThat(bert.special()).usingRecursiveComparison().isEqualTo(new SpecialTokens(new int[] {2}, new int[] {3}, 0));
      assertThat(roberta.special()).usingRecursiveComparison().isEqualTo(new SpecialTokens(new int[] {0}, new int[] {2}, 1));
    }
  }

  @Test
  void nothingIsCutOrPadded() {
    try (HuggingFaceTokenizer tokenizer = load("tiny-bert")) {
      assertThat(tokenizer.encode("")).isEmpty();
      assertThat(tokenizer.encode("refund ".repeat(5_000))).hasSizeGreaterThanOrEqualTo(5_000);
    }
  }

  @Test
  void aFileThatIsNoTokenizerIsRefusedByName(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("tokenizer.json"), "{\"version\": 1}");
    assertThatThrownBy(() -> HuggingFaceTokenizer.load(file))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining(file.toString()).hasMessageContaining("Expected the tokenizer.json");
  }

  private static HuggingFaceTokenizer load(String model) {
    return HuggingFaceTokenizer.load(TestModels.DIRECTORY.resolve(model).resolve("tokenizer.json"));
  }
}
