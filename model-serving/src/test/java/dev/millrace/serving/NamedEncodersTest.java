package dev.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.EncoderSource;
import dev.millrace.bundle.TextTemplate;
import dev.millrace.session.CpuDevice;
import dev.millrace.tokenize.TokenizedText;
import dev.millrace.tokenize.Windowing;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedEncodersTest {
  @Test
  void minilmEmbedsAsInPython() {
    EncoderSource encoder = EncoderSource.of("minilm");
    Bundle bundle = encoder.embedder(new Windowing(256, 1, 0), TextTemplate.of("*"));
    try (LoadedModel model = LoadedModel.load(
        bundle.graph(), bundle.tokenizer(), encoder.embedding(), bundle.precision(), bundle.windowing(), new CpuDevice(2))) {
      for (JsonNode golden : TestModels.golden("minilm-golden.json")) {
        TokenizedText text = model.tokenize(golden.path("text").asText());
        assertThat(text.windows()[0]).containsExactly(TestModels.ints(golden.path("ids")));
        float[] embedding = model.run(List.of(text), (batch, nanos) -> { })[0][0];
        // Rounded to 6 digits, and pooled by a product here, by a sum in Python.
        assertThat(Arrays.copyOf(embedding, 8)).containsExactly(TestModels.floats(golden.path("embedding_start")), within(1e-5f));
        assertThat(norm(embedding)).isCloseTo(1, within(1e-5));
      }
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
