package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.Encoder.MINILM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes one thing of a real encoder away or changes it, everywhere in the graph in turn. */
class RefusedGraphsTest {
  @ParameterizedTest
  @EnumSource
  void anyOtherOperatorIsRefused(Encoder encoder) {
    requireEachRefused(encoder, (graph, i) -> graph.getNodeBuilder(i).setOpType("Tanh"));
  }

  @ParameterizedTest
  @EnumSource
  void anyOperatorOfAnotherDomainIsRefused(Encoder encoder) {
    requireEachRefused(encoder, (graph, i) -> graph.getNodeBuilder(i).setDomain("com.example"));
  }

  @ParameterizedTest
  @EnumSource
  void anyNodeThatReadsOnlyTheTokenTypesIsRefused(Encoder encoder) {
    requireEachRefused(encoder, (graph, i) -> graph.getNodeBuilder(i).clearInput().addInput("token_type_ids"));
  }

  @ParameterizedTest
  @EnumSource
  void anyNodeWithAnotherAttributeIsRefused(Encoder encoder) {
    requireEachRefused(encoder, (graph, i) -> graph.getNodeBuilder(i).addAttribute(FusedModel.number("axis", 1)));
  }

  @ParameterizedTest
  @EnumSource
  void anyRewiredInputIsRefused(Encoder encoder) {
    List<String> accepted = new ArrayList<>();
    List<NodeProto> nodes = encoder.exported().getGraph().getNodeList();
    for (int i = 1; i < nodes.size(); i++) {
      NodeProto node = nodes.get(i);
      String before = nodes.get(i - 1).getOutput(0);
      for (int input = 0; input < node.getInputCount(); input++) {
        int at = i;
        int rewired = input;
        if (!node.getInput(input).equals(before) && isAccepted(edited(encoder, graph ->
            graph.getNodeBuilder(at).setInput(rewired, before)))) {
          accepted.add(node.getOutput(0) + " input " + input);
        }
      }
    }
    assertThat(accepted).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anyExtraConsumerIsRefused(Encoder encoder) {
    requireEachRefused(encoder, (graph, i) -> graph.addNode(NodeProto.newBuilder().setOpType("Identity")
        .addInput(graph.getNode(i).getOutput(0)).addOutput("somebody reads along")));
  }

  @ParameterizedTest
  @EnumSource
  void anyChangedConstantIsRefusedOrCarriedOver(Encoder encoder) {
    List<String> accepted = new ArrayList<>();
    List<NodeProto> nodes = encoder.exported().getGraph().getNodeList();
    for (int i = 0; i < nodes.size(); i++) {
      int at = i;
      if (nodes.get(i).getOpType().equals("Constant") && isAccepted(edited(encoder, graph ->
          change(graph.getNodeBuilder(at).getAttributeBuilder(0).getTBuilder())))) {
        accepted.add(nodes.get(i).getOutput(0));
      }
    }
    // The fused operators take the mask's constant and each norm's epsilon as attributes.
    assertThat(accepted).hasSize(1 + 13).allMatch(name ->
        name.equals("/Constant_1_output_0") || name.endsWith("LayerNorm/Constant_1_output_0"));
  }

  @ParameterizedTest
  @EnumSource
  void weightsOfAnotherShapeOrTypeOrPlaceAreRefused(Encoder encoder) {
    requireEachWeightRefused(encoder, weight -> weight.clearDims());
    requireEachWeightRefused(encoder, weight -> weight.setDims(0, weight.getDims(0) + 1));
    requireEachWeightRefused(encoder, weight -> weight.setDims(0, -1));
    requireEachWeightRefused(encoder, weight -> weight.addDims(Long.MAX_VALUE));
    requireEachWeightRefused(encoder, weight -> weight.setDataType(DataType.FLOAT16.getNumber()));
    requireEachWeightRefused(encoder, weight -> weight.clearRawData().clearFloatData().clearInt32Data());
    requireEachWeightRefused(encoder, weight -> weight.setDataLocation(DataLocation.EXTERNAL));
  }

  @Test
  void positionsThatDoNotCountFromZeroAreRefused() {
    ModelProto shifted = edited(MINILM, graph -> graph.getInitializerBuilderList().stream()
        .filter(tensor -> tensor.getName().equals("embeddings.position_ids")).forEach(RefusedGraphsTest::change));
    requireRefused(shifted, "expected position ids 0 to 511, found others");
  }

  @Test
  void inputsOfRobertaAreRefused() {
    requireRefused(edited(MINILM, graph -> graph.removeInput(2)), "expected inputs [attention_mask");
  }

  @Test
  void secondOutputIsRefused() {
    requireRefused(edited(MINILM, graph -> graph.addOutput(graph.getOutput(0).toBuilder().setName("pooler_output"))),
        "expected outputs [last_hidden_state");
  }

  @Test
  void otherOperatorSetIsRefused() {
    ModelProto.Builder newer = MINILM.exported().toBuilder();
    newer.getOpsetImportBuilder(0).setVersion(17);
    requireRefused(newer.build(), "expected ONNX operator set 11 or 12, found [17]");
  }

  @Test
  void graphInCirclesIsRefused() {
    List<NodeProto> nodes = MINILM.exported().getGraph().getNodeList();
    String last = nodes.get(nodes.size() - 1).getInput(0);
    requireRefused(edited(MINILM, graph -> graph.getNodeBuilder(30).setInput(0, last)), "expected the inputs of");
  }

  @Test
  void fusedEncoderIsNotFusedAgain() {
    assertThat(isAccepted(MINILM.fused())).isFalse();
  }

  @Test
  void emptyModelIsRefused() {
    requireRefused(ModelProto.getDefaultInstance(), "expected ONNX operator set 11 or 12, found []");
  }

  private interface NodeEdit {
    void apply(GraphProto.Builder graph, int node);
  }

  private static void requireEachRefused(Encoder encoder, NodeEdit edit) {
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < encoder.exported().getGraph().getNodeCount(); i++) {
      int at = i;
      if (isAccepted(edited(encoder, graph -> edit.apply(graph, at)))) {
        accepted.add(encoder.exported().getGraph().getNode(i).getOutput(0));
      }
    }
    assertThat(accepted).isEmpty();
  }

  private static void requireEachWeightRefused(Encoder encoder, UnaryOperator<TensorProto.Builder> edit) {
    List<String> accepted = new ArrayList<>();
    List<TensorProto> weights = encoder.exported().getGraph().getInitializerList();
    for (int i = 0; i < weights.size(); i++) {
      int at = i;
      boolean scalar = weights.get(i).getDimsCount() == 0;
      if (!scalar && isAccepted(edited(encoder, graph -> edit.apply(graph.getInitializerBuilder(at))))) {
        accepted.add(weights.get(i).getName());
      }
    }
    assertThat(accepted).isEmpty();
  }

  private static void requireRefused(ModelProto model, String reason) {
    assertThat(isAccepted(model)).isFalse();
    assertThatThrownBy(() -> EncoderFusion.fuseOrRefuse(model))
        .isInstanceOf(NotRecognised.class).hasMessageContaining(reason);
  }

  // Not the model itself: a failing assertion would print 90 MB of weights.
  private static boolean isAccepted(ModelProto model) {
    return EncoderFusion.fuse(model).isPresent();
  }

  private static ModelProto edited(Encoder encoder, Consumer<GraphProto.Builder> edit) {
    GraphProto.Builder graph = encoder.exported().getGraph().toBuilder();
    edit.accept(graph);
    return encoder.exported().toBuilder().setGraph(graph).build();
  }

  /** Another first element: one bit of its lowest byte flipped. */
  private static void change(TensorProto.Builder tensor) {
    byte[] raw = tensor.getRawData().toByteArray();
    raw[0] ^= 1;
    tensor.setRawData(ByteString.copyFrom(raw));
  }
}
