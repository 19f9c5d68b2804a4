package dev.millrace.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.serving.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tokenizer file with one hostile thing in it is refused, and none that people publish is. */
class TokenizerGuardTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+", "a*a*a*b", ".*x", "(?=a)b", "(.)\\1", "[a-z]+[a-z]+!", "a{1,100}b", "\\d+\\.\\d+", "x{1,1000}", "a++", "[a&&[^b]]+", "\\k<x>", "((((("})
  void aPatternThatMayBacktrackIsRefused(String pattern) {
    refused(split(pattern), "its pattern " + pattern + " may backtrack without end");
  }

  @ParameterizedTest
  @ValueSource(strings = {" {2,}", "\\s+", "\\p{P}", "[0-9]", "[0-9][0-9][0-9]", " ?[^\\s\\p{L}\\p{N}]+", "\\d|\\s+|x", "``|''", "[\\r\\n]",
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"})
  void aPatternThatReadsOnPasses(String pattern) {
    assertThatCode(() -> load(split(pattern)).close()).doesNotThrowAnyException();
  }

  @Test
  void aPatternIsFoundWhereverItStands() {
    refused(json -> json.putObject("normalizer").put("type", "Sequence").putArray("normalizers").addObject().put("type", "Replace").put("content", "")
        .putObject("pattern").put("Regex", "(a*)*"), "its pattern (a*)*");
  }

  @Test
  void aPatternOfEndlessLengthIsRefused() {
    refused(split("a".repeat(1_001)), "a pattern of 1001 characters; at most 1000");
  }

  @Test
  void replacementsThatMakeMuchOfLittleAreRefused() {
    refused(json -> {
      var steps = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
      for (int i = 0; i < 40; i++) {
        steps.addObject().put("type", "Replace").put("content", "aa").putObject("pattern").put("String", "a");
      }
    }, "its replacements make 2147483647 characters of one; at most 64");
    refused(json -> json.putObject("normalizer").put("type", "Prepend").put("prepend", "x".repeat(65)), "its replacements make 65");
  }

  /** The native tokenizer panics at it, and ends the process. */
  @Test
  void aTemplateOfASpecialTokenThatIsNotThereIsRefused() {
    refused(json -> ((ObjectNode) json.path("post_processor").path("special_tokens")).remove("[SEP]"), "its template uses the special token '[SEP]', which special_tokens does not describe");
    refused(json -> ((ObjectNode) json.path("post_processor").path("special_tokens").path("[SEP]")).putArray("ids"), "as many ids as tokens");
  }

  @Test
  void wordsOfEndlessLengthAreRefused() {
    refused(json -> ((ObjectNode) json.path("model")).put("max_input_chars_per_word", 100_000), "max_input_chars_per_word is 100000; at most 1000");
  }

  @Test
  void aRandomTokenizerIsRefused() {
    refused(json -> ((ObjectNode) json.path("model")).put("dropout", 0.1), "dropout makes it random");
  }

  @Test
  void aFileThatIsTooLargeTooDeepOrNoTokenizerIsRefused() throws IOException {
    refused(Files.writeString(directory.resolve("deep"), "[".repeat(100_000)), "nesting depth");
    refused(Files.writeString(directory.resolve("other"), "{\"model\": 7}"), "Expected the tokenizer.json");
    Path large = Files.createFile(directory.resolve("large"));
    try (var channel = java.nio.channels.FileChannel.open(large, java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), HuggingFaceTokenizer.MAX_BYTES);
    }
    refused(large, "it has 67108865 bytes; at most 67108864 are read");
  }

  private static Consumer<ObjectNode> split(String pattern) {
    return json -> json.putObject("pre_tokenizer").put("type", "Split").put("behavior", "Isolated").put("invert", false).putObject("pattern").put("Regex", pattern);
  }

  private HuggingFaceTokenizer load(Consumer<ObjectNode> edit) {
    return HuggingFaceTokenizer.load(write(edit));
  }

  private Path write(Consumer<ObjectNode> edit) {
    try {
      ObjectNode json = (ObjectNode) JSON.readTree(TestModels.DIRECTORY.resolve("tiny-bert/tokenizer.json").toFile());
      edit.accept(json);
      Path file = directory.resolve("tokenizer.json");
      JSON.writeValue(file.toFile(), json);
      return file;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refused(Consumer<ObjectNode> edit, String reason) {
    refused(write(edit), reason);
  }

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> HuggingFaceTokenizer.load(file))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining(reason);
  }
}
