package dev.millrace.graph.fusion;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node as the pattern wants it: operator of the standard domain, number of inputs, every attribute. */
record Operator(String name, int inputs, Map<String, List<Long>> attributes) {
  // Exporters write these or leave them out. A required attribute is never in this list with a value that we ask for.
  private static final Map<String, List<Long>> DEFAULTS = Map.of("axis", List.of(0L), "keepdims", List.of(1L));

  static Operator of(String name, int inputs) {
    return new Operator(name, inputs, Map.of());
  }

  Operator with(String attribute, Long... value) {
    return new Operator(name, inputs, Map.of(attribute, List.of(value)));
  }

  boolean describes(NodeProto node) {
    return node.getDomain().isEmpty()
        && node.getOpType().equals(name)
        && node.getInputCount() == inputs
        && attributesOf(node).equals(attributes);
  }

  private static Map<String, List<Long>> attributesOf(NodeProto node) {
    Map<String, List<Long>> attributes = new TreeMap<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      List<Long> value = integers(attribute);
      if (!value.equals(DEFAULTS.get(attribute.getName()))) {
        attributes.put(attribute.getName(), value);
      }
    }
    return attributes;
  }

  private static List<Long> integers(AttributeProto attribute) {
    if (attribute.getType() == AttributeType.INT) {
      return List.of(attribute.getI());
    }
    if (attribute.getType() == AttributeType.INTS) {
      return attribute.getIntsList();
    }
    throw new NotRecognised("expected integer attributes, found %s %s", attribute.getType(), attribute.getName());
  }
}
