package dev.millrace.graph;

import static dev.millrace.graph.OnnxGraphs.attribute;
import static dev.millrace.graph.OnnxGraphs.floats;
import static dev.millrace.graph.OnnxGraphs.longs;
import static dev.millrace.graph.OnnxGraphs.node;
import static dev.millrace.graph.OnnxGraphs.rows;
import static dev.millrace.graph.OnnxGraphs.scalar;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.millrace.failure.MillraceException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Builds one graph of encoder, pooling and all heads: token ids in, float32 logits per task out, named by task, and the
 * pooled embedding for whoever asks for it. So some hundred bytes an item leave the device instead of 196 KB.
 *
 * <p>Uses only operators whose form is the same from opset 7 to today (no Reduce, no Unsqueeze), so that it fits below
 * an encoder of any opset. The same parts give the same bytes.
 */
public final class GraphAssembly {
  /** Changes when the same parts would give other numbers; part of the model version. */
  public static final int REVISION = 1;
  /** The pooled embedding's output. */
  public static final String EMBEDDING = "pooled_embedding";

  private static final String PREFIX = "millrace/";
  private static final String HIDDEN = "last_hidden_state";
  private static final String MASK = "attention_mask";

  private final ModelProto encoder;
  private final Pooling pooling;
  private final boolean normalize;
  private final int width;

  /** Throws DATA if the encoder has no output {@code last_hidden_state} of [batch, sequence, width]. */
  public GraphAssembly(ModelProto encoder, Pooling pooling, boolean normalize) {
    this.encoder = encoder;
    this.pooling = pooling;
    this.normalize = normalize;
    this.width = hiddenWidth(encoder.getGraph());
  }

  /** Values in the pooled embedding. */
  public int width() {
    return width;
  }

  /** The graph with a head for each task, in the map's order; without tasks it ends in the embedding. */
  public ModelProto with(Map<String, HeadWeights> heads) {
    GraphProto.Builder graph = encoder.getGraph().toBuilder().clearOutput();
    String pooled = pool(graph);
    finish(graph, pooled);
    graph.addOutput(rows(EMBEDDING, width));
    heads.forEach((task, head) -> addHead(graph, task, head));
    return encoder.toBuilder().setGraph(graph).setProducerName("millrace").clearProducerVersion().build();
  }

  private String pool(GraphProto.Builder graph) {
    if (pooling == Pooling.FIRST) {
      graph.addInitializer(scalar(PREFIX + "first", 0));
      graph.addNode(node("Gather", PREFIX + "pooled", List.of(HIDDEN, PREFIX + "first"), attribute("axis", 1)));
      return PREFIX + "pooled";
    }
    // mask [B, S] -> [B, 1, S]; times hidden [B, S, H] sums the real tokens, times [B, S, 1] counts them
    graph.addInitializer(longs(PREFIX + "as_row", 0, 1, -1));
    graph.addInitializer(longs(PREFIX + "as_column", 0, -1, 1));
    graph.addInitializer(longs(PREFIX + "flat", 0, -1));
    graph.addNode(node("Cast", PREFIX + "mask", List.of(MASK), attribute("to", TensorProto.DataType.FLOAT.getNumber())));
    graph.addNode(node("Reshape", PREFIX + "mask_row", List.of(PREFIX + "mask", PREFIX + "as_row")));
    graph.addNode(node("Reshape", PREFIX + "mask_column", List.of(PREFIX + "mask", PREFIX + "as_column")));
    graph.addNode(node("MatMul", PREFIX + "sum", List.of(PREFIX + "mask_row", HIDDEN)));
    graph.addNode(node("MatMul", PREFIX + "count", List.of(PREFIX + "mask_row", PREFIX + "mask_column")));
    graph.addNode(node("Div", PREFIX + "mean", List.of(PREFIX + "sum", PREFIX + "count")));
    graph.addNode(node("Reshape", PREFIX + "pooled", List.of(PREFIX + "mean", PREFIX + "flat")));
    return PREFIX + "pooled";
  }

  private void finish(GraphProto.Builder graph, String pooled) {
    if (!normalize) {
      graph.addNode(node("Identity", EMBEDDING, List.of(pooled)));
      return;
    }
    // x [B, H]: squares summed by a product with ones [H, 1], then divided by their root
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    graph.addInitializer(floats(PREFIX + "ones", ones, width, 1));
    graph.addNode(node("Mul", PREFIX + "squares", List.of(pooled, pooled)));
    graph.addNode(node("MatMul", PREFIX + "squared_norm", List.of(PREFIX + "squares", PREFIX + "ones")));
    graph.addNode(node("Sqrt", PREFIX + "norm", List.of(PREFIX + "squared_norm")));
    graph.addNode(node("Div", EMBEDDING, List.of(pooled, PREFIX + "norm")));
  }

  private void addHead(GraphProto.Builder graph, String task, HeadWeights head) {
    if (head.width() != width) {
      throw MillraceException.data("Head '%s' expects embeddings of %d values, but the encoder gives %d", task, head.width(), width);
    }
    graph.addInitializer(floats(PREFIX + task + "/weight", head.weights(), head.width(), head.labels()));
    graph.addInitializer(floats(PREFIX + task + "/bias", head.bias(), head.labels()));
    graph.addNode(node("Gemm", task, List.of(EMBEDDING, PREFIX + task + "/weight", PREFIX + task + "/bias")));
    graph.addOutput(rows(task, head.labels()));
  }

  private static int hiddenWidth(GraphProto graph) {
    for (ValueInfoProto output : graph.getOutputList()) {
      var shape = output.getType().getTensorType().getShape();
      if (output.getName().equals(HIDDEN) && shape.getDimCount() == 3 && shape.getDim(2).getDimValue() > 0) {
        return (int) shape.getDim(2).getDimValue();
      }
    }
    throw MillraceException.data("The encoder must have an output %s [batch, sequence, width]; found %s",
        HIDDEN, graph.getOutputList().stream().map(ValueInfoProto::getName).toList());
  }
}
