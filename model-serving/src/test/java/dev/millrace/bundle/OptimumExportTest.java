package dev.millrace.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bundle.Manifest.Activation;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.serving.TestModels;
import dev.millrace.session.ModelOutput;
import dev.millrace.tokenize.Windowing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimumExportTest {
  @TempDir
  private Path directory;

  @BeforeEach
  void copyExport() throws IOException {
    try (Stream<Path> files = Files.list(TestModels.DIRECTORY.resolve("tiny-bert"))) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void labelsComeFromTheConfigurationInLogitOrder() {
    assertThat(Bundle.open(directory).tasks()).singleElement().satisfies(task -> {
      assertThat(task.name()).isNull();
      assertThat(task.labels()).containsExactly("refund", "delivery", "account access");
      assertThat(task.activation()).isEqualTo(Activation.SOFTMAX);
      assertThat(task.calibrated()).isFalse();
    });
    assertThat(Bundle.open(directory).outputs()).containsExactly(new ModelOutput("logits", 3));
  }

  @Test
  void robertaKeepsTwoPositionsForItself() {
    assertThat(Bundle.open(TestModels.DIRECTORY.resolve("tiny-roberta")).windowing()).isEqualTo(new Windowing(64, 4, 8));
  }

  @Test
  void withoutATokenizersOwnLimitPositionsDecide() throws IOException {
    Files.delete(directory.resolve("tokenizer_config.json"));
    edit("config.json", "\"max_position_embeddings\": 64", "\"max_position_embeddings\": 40");
    assertThat(Bundle.open(directory).windowing().maximumLength()).isEqualTo(40);
  }

  @Test
  void aManifestMayNameTheTaskItsTemplateAndItsWindows() throws IOException {
    Files.writeString(directory.resolve(Manifest.FILE), """
        millrace: 1
        text: {template: "{subject}: {body}", maximum_length: 48, max_windows: 2, window_overlap: 6}
        tasks:
          topic: {labels: [money, parcel, login], activation: sigmoid}
        """);
    Bundle bundle = Bundle.open(directory);
    assertThat(bundle.windowing()).isEqualTo(new Windowing(48, 2, 6));
    assertThat(bundle.template().pattern()).isEqualTo("{subject}: {body}");
    assertThat(bundle.tasks()).singleElement().satisfies(task -> {
      assertThat(task.name()).isEqualTo("topic");
      assertThat(task.labels()).containsExactly("money", "parcel", "login");
      assertThat(task.activation()).isEqualTo(Activation.SIGMOID);
    });
    assertThat(bundle.version()).isNotEqualTo(Bundle.open(TestModels.DIRECTORY.resolve("tiny-bert")).version());
  }

  @Test
  void anExportHasOneTask() throws IOException {
    Files.writeString(directory.resolve(Manifest.FILE), "millrace: 1\ntasks: {a: {}, b: {}}\n");
    assertRefused("names 2 tasks, but an export has one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "config.json", "tokenizer.json"})
  void aMissingFileIsRefusedByName(String name) throws IOException {
    Files.delete(directory.resolve(name));
    assertRefused("has no %s; expected model.onnx, config.json and tokenizer.json".formatted(name));
  }

  @Test
  void labelsThatAreNotNumberedFromZeroAreRefused() throws IOException {
    edit("config.json", "\"1\": \"delivery\"", "\"7\": \"delivery\"");
    assertRefused("must have id2label with labels 0, 1, ..., found 3 entries, 1 in a row from 0");
  }

  @Test
  void twoLabelsOfOneNameAreRefused() throws IOException {
    edit("config.json", "\"1\": \"delivery\"", "\"1\": \"refund\"");
    assertRefused("has a label twice");
  }

  @Test
  void aConfigurationThatIsNoJsonIsRefused() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{");
    assertRefused("config.json is not JSON");
  }

  @Test
  void theVersionFollowsEveryFileThatCountsAndNoOther() throws IOException {
    String version = Bundle.open(directory).version();
    Files.writeString(directory.resolve("vocab.txt"), "unused");
    assertThat(Bundle.open(directory).version()).isEqualTo(version);
    Files.writeString(directory.resolve("tokenizer.json"), Files.readString(directory.resolve("tokenizer.json")) + "\n");
    assertThat(Bundle.open(directory).version()).isNotEqualTo(version);
  }

  private void assertRefused(String complaint) {
    assertThatThrownBy(() -> Bundle.open(directory))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining(directory.toString()).hasMessageContaining(complaint);
  }

  private void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(directory.resolve(file));
    assertThat(text).contains(from);
    Files.writeString(directory.resolve(file), text.replace(from, to));
  }
}
