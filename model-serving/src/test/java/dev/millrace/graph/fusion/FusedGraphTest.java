package dev.millrace.graph.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FusedGraphTest {
  @Test
  void sixLayersBecomeFortySixNodes() {
    Map<String, Long> operators = nodes(Encoder.MINILM.fused()).stream()
        .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
    assertThat(operators).isEqualTo(Map.of("Cast", 3L, "EmbedLayerNormalization", 1L, "Attention", 6L,
        "MatMul", 18L, "BiasGelu", 6L, "SkipLayerNormalization", 12L));
  }

  @Test
  void int8StaysInt8() {
    Map<String, Long> operators = nodes(Encoder.MINILM_INT8.fused()).stream()
        .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
    assertThat(operators).isEqualTo(Map.of("Cast", 3L, "EmbedLayerNormalization", 1L, "DynamicQuantizeLinear", 6L,
        "QAttention", 6L, "DynamicQuantizeMatMul", 18L, "BiasGelu", 6L, "SkipLayerNormalization", 12L));
  }

  @ParameterizedTest
  @EnumSource
  void inputsAndOutputsStay(Encoder encoder) {
    GraphProto exported = encoder.exported().getGraph();
    GraphProto fused = encoder.fused().getGraph();
    assertThat(fused.getInputList()).isEqualTo(exported.getInputList());
    assertThat(fused.getOutputList()).isEqualTo(exported.getOutputList());
  }

  @ParameterizedTest
  @EnumSource
  void bytesRepeat(Encoder encoder) {
    assertThat(Arrays.equals(encoder.fused().toByteArray(), encoder.fused().toByteArray())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void namesInsideTheExportDoNotMatter(Encoder encoder) {
    GraphProto.Builder graph = encoder.exported().getGraph().toBuilder();
    List<String> signature = List.of("input_ids", "attention_mask", "token_type_ids", "last_hidden_state");
    UnaryOperator<String> renamed = name -> signature.contains(name) ? name : "renamed " + name;
    graph.getInitializerBuilderList().forEach(tensor -> tensor.setName(renamed.apply(tensor.getName())));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      List<String> inputs = node.getInputList().stream().map(renamed).toList();
      List<String> outputs = node.getOutputList().stream().map(renamed).toList();
      node.setName("").clearInput().addAllInput(inputs).clearOutput().addAllOutput(outputs);
    }
    ModelProto anonymous = encoder.exported().toBuilder().setGraph(graph).build();
    requireEqual(EncoderFusion.fuseOrRefuse(anonymous), encoder.fused());
  }

  @Test
  void biasOnEitherSideOfItsSumIsTheSameEncoder() {
    ModelProto encoder = Encoder.MINILM.exported();
    List<String> weights = encoder.getGraph().getInitializerList().stream().map(TensorProto::getName).toList();
    ModelProto.Builder swapped = encoder.toBuilder();
    for (NodeProto.Builder node : swapped.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("Add") && weights.contains(node.getInput(0))) {
        String bias = node.getInput(0);
        node.setInput(0, node.getInput(1)).setInput(1, bias);
      }
    }
    requireEqual(EncoderFusion.fuseOrRefuse(swapped.build()), Encoder.MINILM.fused());
  }

  @Test
  void epsilonsAndMaskFilterAreThoseOfTheExport() {
    for (NodeProto node : nodes(Encoder.MINILM.fused())) {
      switch (node.getOpType()) {
        case "Attention" -> assertThat(attribute(node, "mask_filter_value")).isEqualTo(-Float.MAX_VALUE);
        case "EmbedLayerNormalization", "SkipLayerNormalization" ->
            assertThat(attribute(node, "epsilon")).isEqualTo(1e-12f);
        default -> { }
      }
    }
  }

  // Weights compared, not printed: a failing assertion would print 90 MB of them.
  private static void requireEqual(ModelProto found, ModelProto expected) {
    assertThat(nodes(found)).isEqualTo(nodes(expected));
    assertThat(found.equals(expected)).isTrue();
  }

  private static List<NodeProto> nodes(ModelProto model) {
    return model.getGraph().getNodeList();
  }

  private static float attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name)).findFirst().orElseThrow().getF();
  }
}
