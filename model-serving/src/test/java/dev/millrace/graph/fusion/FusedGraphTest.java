package dev.millrace.graph.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FusedGraphTest {
  @Test
  void sixLayersBecomeFiftyOneNodes() {
    Map<String, Long> operators = nodes(EncoderFusion.fuseOrRefuse(Encoders.minilm())).stream()
        .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
    assertThat(operators).isEqualTo(Map.of("Cast", 3L, "EmbedLayerNormalization", 1L, "Attention", 6L,
        "MatMul", 18L, "BiasGelu", 6L, "SkipLayerNormalization", 12L));
  }

  @Test
  void inputsAndOutputsStay() {
    GraphProto exported = Encoders.minilm().getGraph();
    GraphProto fused = EncoderFusion.fuseOrRefuse(Encoders.minilm()).getGraph();
    assertThat(fused.getInputList()).isEqualTo(exported.getInputList());
    assertThat(fused.getOutputList()).isEqualTo(exported.getOutputList());
  }

  @Test
  void bytesRepeat() {
    assertThat(EncoderFusion.fuseOrRefuse(Encoders.minilm()).toByteArray())
        .isEqualTo(EncoderFusion.fuseOrRefuse(Encoders.minilm()).toByteArray());
  }

  @Test
  void nodeNamesOfTheExportDoNotMatter() {
    ModelProto encoder = Encoders.minilm();
    ModelProto.Builder renamed = encoder.toBuilder();
    renamed.getGraphBuilder().getNodeBuilderList().forEach(node -> node.setName("n"));
    assertThat(EncoderFusion.fuse(renamed.build())).isEqualTo(EncoderFusion.fuse(encoder));
  }

  @Test
  void biasOnEitherSideOfItsSumIsTheSameEncoder() {
    ModelProto encoder = Encoders.minilm();
    List<String> weights = encoder.getGraph().getInitializerList().stream().map(TensorProto::getName).toList();
    ModelProto.Builder swapped = encoder.toBuilder();
    for (NodeProto.Builder node : swapped.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOpType().equals("Add") && weights.contains(node.getInput(0))) {
        String bias = node.getInput(0);
        node.setInput(0, node.getInput(1)).setInput(1, bias);
      }
    }
    assertThat(EncoderFusion.fuse(swapped.build())).isEqualTo(EncoderFusion.fuse(encoder));
  }

  @Test
  void epsilonsAndMaskFilterAreThoseOfTheExport() {
    for (NodeProto node : nodes(EncoderFusion.fuseOrRefuse(Encoders.minilm()))) {
      switch (node.getOpType()) {
        case "Attention" -> assertThat(attribute(node, "mask_filter_value")).isEqualTo(-Float.MAX_VALUE);
        case "EmbedLayerNormalization", "SkipLayerNormalization" ->
            assertThat(attribute(node, "epsilon")).isEqualTo(1e-12f);
        default -> { }
      }
    }
  }

  private static List<NodeProto> nodes(ModelProto model) {
    return model.getGraph().getNodeList();
  }

  private static float attribute(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name)).findFirst().orElseThrow().getF();
  }
}
