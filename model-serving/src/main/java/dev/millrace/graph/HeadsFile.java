package dev.millrace.graph;

import static dev.millrace.graph.OnnxGraphs.floats;
import static dev.millrace.graph.OnnxGraphs.node;
import static dev.millrace.graph.OnnxGraphs.rows;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.failure.MillraceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code heads.onnx}: the small part that a recipe ships, itself a graph from an embedding to each task's logits. */
public final class HeadsFile {
  private static final String WEIGHT = "/weight";
  private static final String BIAS = "/bias";

  private HeadsFile() {}

  public static byte[] write(Map<String, HeadWeights> heads) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("heads");
    int width = heads.values().iterator().next().width();
    graph.addInput(rows(GraphAssembly.EMBEDDING, width));
    heads.forEach((task, head) -> {
      graph.addInitializer(floats(task + WEIGHT, head.weights(), head.width(), head.labels()));
      graph.addInitializer(floats(task + BIAS, head.bias(), head.labels()));
      graph.addNode(node("Gemm", task, List.of(GraphAssembly.EMBEDDING, task + WEIGHT, task + BIAS)));
      graph.addOutput(rows(task, head.labels()));
    });
    return ModelProto.newBuilder().setIrVersion(6).setProducerName("millrace")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11)).setGraph(graph).build().toByteArray();
  }

  /** The heads of the named tasks, in their order. Throws DATA if one is missing. */
  public static Map<String, HeadWeights> read(Path file, Iterable<String> tasks) {
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    OnnxGraphs.read(file).getGraph().getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
    Map<String, HeadWeights> heads = new LinkedHashMap<>();
    for (String task : tasks) {
      TensorProto weight = tensors.get(task + WEIGHT);
      TensorProto bias = tensors.get(task + BIAS);
      if (weight == null || bias == null || weight.getDimsCount() != 2) {
        throw MillraceException.data("%s has no head for task '%s'; found tensors %s", file, task, tensors.keySet());
      }
      heads.put(task, new HeadWeights((int) weight.getDims(0), (int) weight.getDims(1), values(weight), values(bias)));
    }
    return heads;
  }

  private static float[] values(TensorProto tensor) {
    FloatBuffer buffer = ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }
}
