package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.NotRecognised.unless;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Goes from a tensor back to what computes it. Every node on the way is claimed; a node still unclaimed at the end does
 * something that was not understood, so the graph is refused.
 */
final class GraphWalk {
  private static final Operator SHAPE = Operator.of("Shape", 1);
  private static final Operator GATHER = Operator.of("Gather", 2);
  private static final Operator UNSQUEEZE_0 = Operator.of("Unsqueeze", 1).with("axes", 0L);

  private final GraphProto graph;
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Set<NodeProto> claimed = Collections.newSetFromMap(new IdentityHashMap<>());

  GraphWalk(GraphProto graph) {
    this.graph = graph;
    for (TensorProto tensor : graph.getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
    }
    Set<String> computed = new HashSet<>(initializers.keySet());
    graph.getInputList().forEach(input -> computed.add(input.getName()));
    for (NodeProto node : graph.getNodeList()) {
      // The order that ONNX demands; without it a walk back could go in circles.
      unless(computed.containsAll(node.getInputList()), "expected the inputs of %s before it, found %s",
          node.getOutputList(), node.getInputList());
      for (String output : node.getOutputList()) {
        unless(computed.add(output), "expected one origin of %s, found two", output);
        producers.put(output, node);
      }
    }
  }

  boolean isComputedBy(String operator, String tensor) {
    NodeProto producer = producers.get(tensor);
    return producer != null && producer.getDomain().isEmpty() && producer.getOpType().equals(operator);
  }

  /** Inputs of the node that computes {@code tensor} and nothing else, in order. */
  List<String> inputsOf(String tensor, Operator operator) {
    return inputsOf(List.of(tensor), operator);
  }

  private List<String> inputsOf(List<String> outputs, Operator operator) {
    NodeProto node = producers.get(outputs.get(0));
    unless(node != null, "expected %s to be computed by %s, found no node", outputs, operator);
    unless(operator.describes(node) && node.getOutputList().equals(outputs),
        "expected %s to be computed by %s, found %s with %d inputs for %s",
        outputs, operator, node.getOpType(), node.getInputCount(), node.getOutputList());
    claimed.add(node);
    return node.getInputList();
  }

  String inputOf(String tensor, Operator operator) {
    return inputsOf(tensor, operator).get(0);
  }

  /** The first input of the node that computes exactly these outputs. */
  String inputOf(List<String> outputs, Operator operator) {
    return inputsOf(outputs, operator).get(0);
  }

  /** Operands of a commutative node of which one is constant: exporters write both orders. */
  ConstantOperand constantOperandOf(String tensor, Operator operator) {
    List<String> inputs = inputsOf(tensor, operator);
    boolean first = isConstant(inputs.get(0));
    unless(first != isConstant(inputs.get(1)), "expected one constant operand of %s", tensor);
    return new ConstantOperand(inputs.get(first ? 1 : 0), constant(inputs.get(first ? 0 : 1)));
  }

  record ConstantOperand(String computed, TensorProto constant) {
    void requireScalar(float expected) {
      float found = Tensors.scalar(constant);
      unless(found == expected, "expected %s combined with %s, found %s", computed, expected, found);
    }
  }

  /** An initialiser, or the value of a Constant node. */
  TensorProto constant(String tensor) {
    TensorProto initializer = initializers.get(tensor);
    if (initializer != null) {
      return initializer;
    }
    unless(isConstant(tensor), "expected %s to be constant", tensor);
    NodeProto node = producers.get(tensor);
    unless(node.getInputCount() == 0 && node.getAttributeCount() == 1
            && node.getAttribute(0).getType() == AttributeType.TENSOR,
        "expected the constant %s to be a tensor", tensor);
    claimed.add(node);
    return node.getAttribute(0).getT();
  }

  void requireScalar(String tensor, float expected) {
    float found = Tensors.scalar(constant(tensor));
    unless(found == expected, "expected %s to be %s, found %s", tensor, expected, found);
  }

  /** {@code tensor} is [the size of {@code source} along {@code axis}]. */
  void requireDimension(String tensor, String source, long axis) {
    List<String> size = inputsOf(inputOf(tensor, UNSQUEEZE_0), GATHER);
    requireSame(source, inputOf(size.get(0), SHAPE));
    long found = Tensors.integers(constant(size.get(1)), 0)[0];
    unless(found == axis, "expected the size along axis %d of %s, found axis %d", axis, source, found);
  }

  long vectorOfOne(String tensor) {
    long[] vector = Tensors.integers(constant(tensor), 1);
    unless(vector.length == 1, "expected one number in %s, found %d", tensor, vector.length);
    return vector[0];
  }

  static void requireSame(String expected, String found) {
    unless(expected.equals(found), "expected %s, found %s", expected, found);
  }

  void requireEverythingClaimed() {
    for (NodeProto node : graph.getNodeList()) {
      unless(claimed.contains(node), "expected nothing beside the encoder, found %s computing %s",
          node.getOpType(), node.getOutputList());
    }
  }

  private boolean isConstant(String tensor) {
    return initializers.containsKey(tensor) || isComputedBy("Constant", tensor);
  }
}
