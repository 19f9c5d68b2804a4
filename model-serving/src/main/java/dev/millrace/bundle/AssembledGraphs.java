package dev.millrace.bundle;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.millrace.cli.Home;
import dev.millrace.failure.MillraceException;
import dev.millrace.graph.GraphAssembly;
import dev.millrace.graph.HeadWeights;
import dev.millrace.graph.OnnxGraphs;
import dev.millrace.graph.fusion.EncoderFusion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Graphs put together from recipes, kept in {@code MILLRACE_HOME/cache/graphs} with their hash beside them. */
public final class AssembledGraphs {
  private AssembledGraphs() {}

  /** Encoder, pooling and heads in one graph. */
  public static ModelProto assemble(Manifest.Encoder encoder, Path model, Map<String, HeadWeights> heads) {
    ModelProto read = OnnxGraphs.read(model);
    ModelProto graph = encoder.fused() ? EncoderFusion.fuse(read)
        .orElseThrow(() -> MillraceException.data("The manifest says that encoder %s was rebuilt with fused operators, but %s cannot be", encoder.name(), model)) : read;
    return new GraphAssembly(graph, encoder.pooling(), encoder.normalize()).with(heads);
  }

  /** @param model asked for only if the graph is not in the cache: to hash an encoder of 90 MB takes its time */
  static Path cached(String version, Manifest.Encoder encoder, Supplier<Path> model, Map<String, HeadWeights> heads) {
    Path directory = Home.directory("cache/graphs").resolve(version.substring(0, 16));
    Path graph = directory.resolve("model.onnx");
    Path hash = directory.resolve("model.sha256");
    try {
      if (Files.exists(graph) && Files.exists(hash) && FileHash.of(graph).equals(Files.readString(hash))) {
        return graph;
      }
      ModelProto assembled = assemble(encoder, model.get(), heads);
      AtomicFile.write(graph, assembled::writeTo);
      AtomicFile.write(hash, out -> out.write(FileHash.of(graph).getBytes(StandardCharsets.UTF_8)));
      return graph;
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot keep the assembled graph in %s: %s", directory, e.getMessage());
    }
  }
}
