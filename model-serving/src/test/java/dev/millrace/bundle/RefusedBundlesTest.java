package dev.millrace.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bundle.BundleWriter.FittedTask;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.serving.LoadedModel;
import dev.millrace.serving.TinyBundle;
import dev.millrace.session.CpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle that was tampered with, or is not whole, is refused when it is opened, saying what was expected and what is there. */
class RefusedBundlesTest {
  @TempDir
  private Path directory;

  @BeforeEach
  void writeBundle() {
    TinyBundle.write(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "heads.onnx", "tokenizer.json", "held-out-category-fp32.csv"})
  void aFileWithAnotherHash(String name) throws IOException {
    String expected = FileHash.of(directory.resolve(name));
    Files.writeString(directory.resolve(name), "\n", StandardOpenOption.APPEND);
    assertRefused().hasMessage("%s is not the file that belongs here: expected SHA-256 %s, found %s",
        directory.resolve(name), expected, FileHash.of(directory.resolve(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "heads.onnx", "tokenizer.json", "held-out-category-fp32.csv"})
  void aMissingFile(String name) throws IOException {
    Files.delete(directory.resolve(name));
    assertRefused().hasMessage("File %s is missing", directory.resolve(name));
  }

  @Test
  void aTokenizerThatIsNotTheEncoders() throws IOException {
    Path tokenizer = directory.resolve("tokenizer.json");
    String before = FileHash.of(tokenizer);
    Files.writeString(tokenizer, "\n", StandardOpenOption.APPEND);
    edit("  tokenizer.json: " + before, "  tokenizer.json: " + FileHash.of(tokenizer));
    assertRefused().hasMessageContaining("tokenizer.json is not the file that belongs here: expected SHA-256 " + before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../model.onnx", "sub/model.onnx", "/etc/passwd", ".."})
  void aManifestThatNamesAFileOutside(String name) throws IOException {
    edit("\nfiles:\n", "\nfiles:\n  %s: %s\n".formatted(name, "0".repeat(64)));
    assertRefused().hasMessageContaining("names the file '%s'; expected a name without directories", name);
  }

  @Test
  void heldOutPairsOutside() throws IOException {
    edit("pairs: held-out-category-fp32.csv", "pairs: ../secret.csv");
    assertRefused().hasMessageContaining("names the file '../secret.csv'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"millrace.yaml", "model.onnx", "heads.onnx", "tokenizer.json", "held-out-category-fp32.csv"})
  void aFileThatIsALinkToAPlaceOutside(String name, @TempDir Path elsewhere) throws IOException {
    Files.move(directory.resolve(name), elsewhere.resolve(name));
    Files.createSymbolicLink(directory.resolve(name), elsewhere.resolve(name));
    assertRefused().hasMessageContaining("%s is a link to a place outside the bundle", directory.resolve(name));
  }

  @Test
  void aDirectoryInPlaceOfAFile() throws IOException {
    Files.delete(directory.resolve("heads.onnx"));
    Files.createDirectory(directory.resolve("heads.onnx"));
    assertRefused().hasMessageContaining("heads.onnx is not a file");
  }

  @Test
  void heldOutPairsOfAnotherKindAreRefusedWithoutQuotingThem() throws IOException {
    Path pairs = directory.resolve("held-out-category-fp32.csv");
    String before = FileHash.of(pairs);
    for (String line : new String[] {"root:x:0:0", "NaN,1", "0.5,2", "1e9,1", "0.5"}) {
      Files.writeString(pairs, "0.5,1\n" + line + "\n");
      String after = FileHash.of(pairs);
      edit(before, after);
      before = after;
      assertRefused().hasMessageContaining("Line 2 of " + pairs).hasMessageNotContaining(line + " ");
    }
  }

  @Test
  void aManifestOfEndlessLabelsOrTasks() throws IOException {
    StringBuilder labels = new StringBuilder("- low\n");
    for (int i = 0; i < BundleLimits.MAX_LABELS; i++) {
      labels.append("    - l").append(i).append('\n');
    }
    edit("- low\n", labels.toString());
    assertRefused().hasMessageContaining("Task urgency has 10002 labels; at most 10000 are read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\0b", "\\uD800"})
  void aLabelThatNoDatabaseKeeps(String label) throws IOException {
    edit("- low\n", "- \"" + label + "\"\n");
    assertRefused().hasMessageContaining("A label of task urgency holds NUL or half of a character");
  }

  @Test
  void aLabelOfEndlessLength() throws IOException {
    edit("- low\n", "- " + "x".repeat(257) + "\n");
    assertRefused().hasMessageContaining("A label of task urgency has 257 characters; at most 256");
  }

  /** Each list holds the one before it ten times: a billion words, if anybody wrote them out. */
  @Test
  void aYamlBombStaysSmall() throws IOException {
    StringBuilder bomb = new StringBuilder("millrace: 1\na0: &a0 [x, x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)));
    }
    edit("millrace: 1\n", bomb.toString());
    assertRefused().hasMessageContaining("is not a manifest");
    edit(bomb.toString(), "millrace: 1\nname: " + "[".repeat(100_000) + "\n");
    assertRefused().hasMessageContaining("is not a manifest");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "millrace: 1           | millrace: 2                | has format 2; this Millrace reads format 1",
      "millrace: 1           | millrace: [                | is not a manifest",
      "name: tiny            | nmae: tiny                 | Unrecognized field \"nmae\"",
      "pooling: mean         | pooling: middle            | not one of the values accepted for Enum class: [",
      "urgency:              | pooled_embedding:           | has a task named 'pooled_embedding'",
      "precision: fp32       | precision: fp12            | precision must be one of fp32, int8, fp16, found 'fp12'",
      "- low                 | - high                     | Task urgency has a label twice: [high, high]",
      "temperature: 1.5      | temperature: 0             | The temperature of task category must be positive",
      "maximum_length: 32    | maximum_length: 2          | maximum_length must be at least 4 tokens, was 2",
      "template: '*'         | template: \"{\"              | has a brace that names no part",
      "max_windows: 3        | max_windows:               | lacks text with template, maximum_length, max_windows, window_overlap",
      "millrace: 1           | `millrace: 1\nname: twice` | uplicate"})
  void aManifestThatIsNotWhatItMustBe(String from, String to, String complaint) throws IOException {
    edit(from, to);
    assertRefused().hasMessageContaining(complaint);
  }

  @Test
  void aRecipeOfAnEncoderThatNoArtifactCarries() throws IOException {
    Files.delete(directory.resolve("model.onnx"));
    Files.delete(directory.resolve("tokenizer.json"));
    Files.writeString(manifest(), Files.readString(manifest()).replaceAll("\n  (model\\.onnx|tokenizer\\.json): \\w+", ""));
    assertRefused().hasMessageContaining("wants the encoder 'tiny-encoder', which no known artifact carries; known: minilm, minilm-int8, bge-small");
  }

  @Test
  void aHeadWithMoreLabelsThanItsGraphGives() {
    Map<String, FittedTask> tasks = TinyBundle.tasks();
    tasks.computeIfPresent("urgency", (name, task) ->
        new FittedTask(List.of("low", "middle", "high"), task.head(), 1, task.heldOut(), task.metrics()));
    Bundle bundle = Bundle.open(TinyBundle.write(directory, TinyBundle.TEXT, tasks));
    assertThatThrownBy(() -> LoadedModel.load(
        bundle.graph(), bundle.tokenizer(), bundle.outputs(), bundle.precision(), bundle.windowing(), new CpuDevice(1)))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessage("Output 'urgency' of graph %s has 2 values per row, but its labels are 3", bundle.graph());
  }

  @Test
  void aDirectoryThatIsNotThereIsWrongUse() {
    assertThatThrownBy(() -> Bundle.open(directory.resolve("nowhere")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("There is no bundle at " + directory.resolve("nowhere"));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
    return assertThatThrownBy(() -> Bundle.open(directory))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA));
  }

  private Path manifest() {
    return directory.resolve(Manifest.FILE);
  }

  private void edit(String from, String to) throws IOException {
    String yaml = Files.readString(manifest());
    assertThat(yaml).contains(from);
    Files.writeString(manifest(), yaml.replace(from, to));
  }
}
