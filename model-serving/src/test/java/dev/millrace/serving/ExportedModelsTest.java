package dev.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.Manifest.Activation;
import dev.millrace.session.CpuDevice;
import dev.millrace.tokenize.TokenizedText;
import dev.millrace.tokenize.Windowing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories as optimum-cli writes them work as they are and give the numbers that Python gave. */
class ExportedModelsTest {
  // The golden numbers come from another ONNX Runtime version and are rounded to 6 digits.
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @ValueSource(strings = {"tiny-bert", "tiny-roberta", "tiny-distilbert"})
  void logitsEqualPythons(String name) {
    Bundle bundle = Bundle.open(TestModels.DIRECTORY.resolve(name));
    Bundle oneWindow = bundle.withWindowing(new Windowing(bundle.windowing().maximumLength(), 1, 0));
    try (LoadedModel model = load(oneWindow)) {
      for (JsonNode golden : TestModels.golden(name + "/golden.json")) {
        TokenizedText text = model.tokenize(golden.path("text").asText());
        assertThat(text.windows()[0]).as(golden.path("name").asText()).containsExactly(TestModels.ints(golden.path("truncated_ids")));
        float[] logits = model.run(List.of(text), (batch, nanos) -> { })[0][0];
        assertThat(logits).containsExactly(TestModels.floats(golden.path("logits")), within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-bert", "tiny-roberta", "tiny-distilbert"})
  void aTextAloneGivesTheSameLogitsAsInABatch(String name) {
    Bundle bundle = Bundle.open(TestModels.DIRECTORY.resolve(name));
    try (LoadedModel model = load(bundle)) {
      List<TokenizedText> texts = new ArrayList<>();
      for (JsonNode golden : TestModels.golden(name + "/golden.json")) {
        texts.add(model.tokenize(golden.path("text").asText()));
      }
      for (int i = 0; i < 40; i++) {
        texts.add(model.tokenize("refund ".repeat(i % 13 + 1)));
      }
      Collections.shuffle(texts, new Random(7));
      float[][][] together = model.run(texts, (batch, nanos) -> { });
      for (int i = 0; i < texts.size(); i++) {
        float[][] alone = model.run(List.of(texts.get(i)), (batch, nanos) -> { })[0];
        // Sums over rows of other lengths run in another order: the last bits differ.
        assertThat(together[i][0]).containsExactly(alone[0], within(1e-5f));
      }
    }
  }

  @Test
  void labelsAndActivationComeFromTheConfiguration() {
    Bundle bundle = Bundle.open(TestModels.DIRECTORY.resolve("tiny-distilbert"));
    assertThat(bundle.tasks()).singleElement().satisfies(task -> {
      assertThat(task.labels()).containsExactly("urgent", "complaint");
      assertThat(task.activation()).isEqualTo(Activation.SIGMOID);
      assertThat(task.calibrated()).isFalse();
    });
    assertThat(bundle.windowing().maximumLength()).isEqualTo(64);
  }

  private static LoadedModel load(Bundle bundle) {
    return LoadedModel.load(bundle.graph(), bundle.tokenizer(), bundle.outputs(), bundle.precision(), bundle.windowing(), new CpuDevice(2));
  }
}
