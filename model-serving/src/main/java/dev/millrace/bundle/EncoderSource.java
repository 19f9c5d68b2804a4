package dev.millrace.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.failure.MillraceException;
import dev.millrace.graph.GraphAssembly;
import dev.millrace.graph.OnnxGraphs;
import dev.millrace.graph.Pooling;
import dev.millrace.graph.fusion.EncoderFusion;
import dev.millrace.graph.guard.GraphGuard;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.Windowing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An encoder to fit heads over: what {@code --encoder} names.
 *
 * @param reference as a manifest will record it
 * @param maximumLength tokens a window by default
 */
public record EncoderSource(Manifest.Encoder reference, EncoderFiles files, Precision precision, int maximumLength) {
  private static final int LONGEST_DEFAULT = 256;

  /** A {@link NamedEncoder}, or a directory with model.onnx (output last_hidden_state) and tokenizer.json. */
  public static EncoderSource of(String nameOrDirectory) {
    if (NamedEncoder.exists(nameOrDirectory)) {
      NamedEncoder named = NamedEncoder.of(nameOrDirectory);
      Manifest.Encoder reference = new Manifest.Encoder(
          named.name(), named.artifact(), named.modelSha256(), named.tokenizerSha256(), named.pooling(), true, true);
      return new EncoderSource(reference, EncoderStore.locate(named), named.precision(), named.maximumLength());
    }
    Path directory = Path.of(nameOrDirectory);
    EncoderFiles files = new EncoderFiles(directory.resolve("model.onnx"), directory.resolve("tokenizer.json"));
    if (!Files.exists(files.model()) || !Files.exists(files.tokenizer())) {
      throw MillraceException.usage("There is no encoder '%s': neither one of %s, nor a directory with model.onnx and tokenizer.json",
          nameOrDirectory, NamedEncoder.names());
    }
    GraphGuard.check(files.model());
    Manifest.Encoder reference = new Manifest.Encoder(directory.toAbsolutePath().normalize().getFileName().toString(), null,
        FileHash.of(files.model()), FileHash.of(files.tokenizer()), pooling(directory), true, EncoderFusion.fuse(OnnxGraphs.read(files.model())).isPresent());
    return new EncoderSource(reference, files, Precision.FP32, maximumLength(directory));
  }

  /** Sentence-transformers exports say how they pool; the mean is what most do. */
  private static Pooling pooling(Path directory) {
    Path config = directory.resolve("1_Pooling/config.json");
    return Files.exists(config) && number(config, "pooling_mode_cls_token") == 1 ? Pooling.FIRST : Pooling.MEAN;
  }

  private static int maximumLength(Path directory) {
    Path config = directory.resolve("config.json");
    int positions = Files.exists(config) ? number(config, "max_position_embeddings") : 0;
    return positions <= 0 ? LONGEST_DEFAULT : Math.min(positions, LONGEST_DEFAULT);
  }

  private static int number(Path json, String key) {
    try {
      var node = new ObjectMapper().readTree(Files.newInputStream(json)).path(key);
      return node.isBoolean() ? (node.asBoolean() ? 1 : 0) : node.asInt(0);
    } catch (IOException e) {
      throw MillraceException.data("%s is not JSON: %s", json, e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /** Throws USAGE if no recipe can name this encoder. */
  public void requireArtifact() {
    if (reference.artifact() == null) {
      throw MillraceException.usage("A recipe names its encoder by Maven coordinates, and encoder '%s' has none; leave out --recipe", reference.name());
    }
  }

  /** A bundle without tasks, whose only output is the pooled embedding; its graph lies in the cache. */
  public Bundle embedder(Windowing windowing, TextTemplate template) {
    String version = FileHash.ofText("embedder %d %s %s".formatted(GraphAssembly.REVISION, reference, windowing));
    Path graph = AssembledGraphs.cached(version, reference, files::model, Map.of());
    return new Bundle(reference.name(), version, precision, graph, files.tokenizer(), template, windowing, List.of());
  }

  /** The outputs of {@link #embedder}. */
  public List<ModelOutput> embedding() {
    return List.of(new ModelOutput(GraphAssembly.EMBEDDING, width()));
  }

  private int width() {
    return new GraphAssembly(OnnxGraphs.read(files.model()), reference.pooling(), reference.normalize()).width();
  }
}
