package dev.millrace.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a transformer's graph computes for a text, counted from its own nodes: two operations for each weight of a product
 * and token, and {@code 4 x tokens x width} for each token and attention layer (scores and their sum over values).
 * Normalisation and activation are left out, as is usual; they are below 2 %.
 *
 * @param weights of all products over tokens
 * @param attentionLayers layers whose work grows with the square of the length
 * @param width of the hidden states
 */
public record GraphWork(long weights, int attentionLayers, int width) {
  private static final Set<String> PRODUCTS = Set.of(
      "MatMul", "Gemm", "Attention", "QAttention", "MatMulInteger", "DynamicQuantizeMatMul", "MatMulIntegerToFloat", "MatMulNBits");

  public static GraphWork of(GraphProto graph) {
    Map<String, TensorProto> matrices = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (tensor.getDimsCount() == 2) {
        matrices.put(tensor.getName(), tensor);
      }
    }
    long weights = 0;
    int layers = 0;
    int width = 0;
    for (NodeProto node : graph.getNodeList()) {
      layers += node.getOpType().equals("Softmax") || node.getOpType().endsWith("Attention") ? 1 : 0;
      if (PRODUCTS.contains(node.getOpType())) {
        for (TensorProto matrix : matrices(node, matrices)) {
          weights += matrix.getDims(0) * matrix.getDims(1);
          width = width == 0 ? (int) matrix.getDims(0) : width;
        }
      }
    }
    return new GraphWork(weights, layers, width);
  }

  private static List<TensorProto> matrices(NodeProto node, Map<String, TensorProto> known) {
    return node.getInputList().stream().filter(known::containsKey).map(known::get).toList();
  }

  /** Floating-point operations (for int8: integer ones) for one window of so many tokens. */
  public double operations(int tokens) {
    return 2.0 * weights * tokens + 4.0 * attentionLayers * width * tokens * tokens;
  }
}
