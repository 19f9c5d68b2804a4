package dev.millrace.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.graph.Pooling;
import dev.millrace.serving.LoadedModel;
import dev.millrace.serving.TestModels;
import dev.millrace.serving.TinyBundle;
import dev.millrace.session.CpuDevice;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.TokenizedText;
import dev.millrace.tokenize.Windowing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderSourceTest {
  @Test
  void aDirectoryIsAnEncoderWithoutCoordinates() {
    EncoderSource encoder = EncoderSource.of(TinyBundle.ENCODER);
    assertThat(encoder.reference()).isEqualTo(new Manifest.Encoder("tiny-encoder", null,
        FileHash.of(encoder.files().model()), FileHash.of(encoder.files().tokenizer()), Pooling.MEAN, true, false));
    assertThat(encoder.maximumLength()).isEqualTo(128);
    assertThat(encoder.precision()).isEqualTo(Precision.FP32);
    assertThat(encoder.embedding()).containsExactly(new ModelOutput("pooled_embedding", 32));
  }

  @Test
  void aDirectoryEmbedsAsInPython() {
    EncoderSource encoder = EncoderSource.of(TinyBundle.ENCODER);
    Bundle bundle = encoder.embedder(new Windowing(128, 1, 0), TextTemplate.of("*"));
    try (LoadedModel model = LoadedModel.load(
        bundle.graph(), bundle.tokenizer(), encoder.embedding(), bundle.precision(), bundle.windowing(), new CpuDevice(1))) {
      for (JsonNode golden : TestModels.golden("tiny-encoder/golden.json")) {
        TokenizedText text = model.tokenize(golden.path("text").asText());
        assertThat(text.windows()[0]).containsExactly(TestModels.ints(golden.path("truncated_ids")));
        // Rounded to 6 digits, and pooled by a product here, by a sum in Python.
        assertThat(model.run(List.of(text), (batch, nanos) -> { })[0][0])
            .containsExactly(TestModels.floats(golden.path("embedding")), within(1e-5f));
      }
    }
  }

  @Test
  void aSentenceTransformersDirectorySaysHowItPools(@TempDir Path directory) throws IOException {
    for (String name : new String[] {"model.onnx", "tokenizer.json"}) {
      Files.copy(Path.of(TinyBundle.ENCODER, name), directory.resolve(name));
    }
    assertThat(EncoderSource.of(directory.toString()).reference().pooling()).isEqualTo(Pooling.MEAN);
    assertThat(EncoderSource.of(directory.toString()).maximumLength()).isEqualTo(256);
    Files.createDirectory(directory.resolve("1_Pooling"));
    Files.writeString(directory.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
    assertThat(EncoderSource.of(directory.toString()).reference().pooling()).isEqualTo(Pooling.FIRST);
  }

  @Test
  void whatIsNeitherANameNorADirectoryIsRefusedWithTheNames() {
    assertThatThrownBy(() -> EncoderSource.of("minilmm"))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessage("There is no encoder 'minilmm': neither one of minilm, minilm-int8, bge-small, nor a directory with model.onnx and tokenizer.json");
  }

  @Test
  void anUnknownNamedEncoderIsRefusedWithTheNames() {
    assertThatThrownBy(() -> NamedEncoder.of("bert"))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining("There is no encoder 'bert'. Known: minilm, minilm-int8, bge-small");
  }
}
