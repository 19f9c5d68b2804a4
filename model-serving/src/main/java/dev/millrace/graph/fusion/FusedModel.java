package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.BertReader.ATTENTION_MASK;
import static dev.millrace.graph.fusion.BertReader.INPUT_IDS;
import static dev.millrace.graph.fusion.BertReader.LAST_HIDDEN_STATE;
import static dev.millrace.graph.fusion.BertReader.TOKEN_TYPE_IDS;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.millrace.graph.fusion.BertEncoder.Attention;
import dev.millrace.graph.fusion.BertEncoder.Dense;
import dev.millrace.graph.fusion.BertEncoder.Embeddings;
import dev.millrace.graph.fusion.BertEncoder.Layer;
import dev.millrace.graph.fusion.BertEncoder.Norm;
import java.util.List;

/** Writes an encoder with ONNX Runtime's fused operators. Names depend on the structure only, so bytes repeat. */
final class FusedModel {
  private static final String ORT_DOMAIN = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder();

  private FusedModel() {}

  static ModelProto write(ModelProto exported, BertEncoder encoder) {
    FusedModel fused = new FusedModel();
    fused.graph.setName(exported.getGraph().getName())
        .addAllInput(exported.getGraph().getInputList())
        .addAllOutput(exported.getGraph().getOutputList());
    fused.encoder(encoder);
    ModelProto.Builder model = exported.toBuilder().setGraph(fused.graph);
    if (exported.getOpsetImportList().stream().noneMatch(imported -> imported.getDomain().equals(ORT_DOMAIN))) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(ORT_DOMAIN).setVersion(1));
    }
    return model.build();
  }

  private void encoder(BertEncoder encoder) {
    String mask = int32(ATTENTION_MASK);
    String hidden = embeddings(encoder.embeddings());
    int last = encoder.layers().size() - 1;
    for (int i = 0; i <= last; i++) {
      String name = "layer." + i;
      hidden = layer(name, i == last ? LAST_HIDDEN_STATE : name, encoder.layers().get(i), hidden, mask);
    }
  }

  private String embeddings(Embeddings embeddings) {
    Norm norm = embeddings.norm();
    List<String> inputs = List.of(int32(INPUT_IDS), int32(TOKEN_TYPE_IDS),
        weight("embeddings.word", embeddings.word().floats()),
        weight("embeddings.position", embeddings.position().floats()),
        weight("embeddings.token_type", embeddings.tokenType().floats()),
        weight("embeddings.norm.gamma", norm.gamma()),
        weight("embeddings.norm.beta", norm.beta()));
    String output = node("EmbedLayerNormalization", inputs, "embeddings", number("epsilon", norm.epsilon()));
    // Nobody reads the second output, but its type inference fails where it is not declared.
    graph.getNodeBuilder(graph.getNodeCount() - 1).addOutput("embeddings.unused_mask_index");
    return output;
  }

  private String layer(String name, String output, Layer layer, String input, String mask) {
    String context = attention(name + ".attention", layer.attention(), input, mask);
    String attended = denseAndNorm(name + ".attention.output", name + ".attended",
        layer.attentionOutput(), layer.attentionNorm(), context, input);
    String up = node("BiasGelu", List.of(product(name + ".up", layer.up(), attended),
        weight(name + ".up.bias", layer.up().bias())), name + ".gelu");
    return denseAndNorm(name + ".down", output, layer.down(), layer.outputNorm(), up, attended);
  }

  // The mask goes in as [batch, sequence] of 0 and 1, the form that also allows padding on the left.
  private String attention(String name, Attention attention, String input, String mask) {
    List<Dense> qkv = List.of(attention.query(), attention.key(), attention.value());
    String bias = weight(name + ".qkv.bias", Tensors.joinColumns(qkv.stream().map(Dense::bias).toList()));
    AttributeProto heads = number("num_heads", attention.heads());
    AttributeProto maskFilter = number("mask_filter_value", attention.maskFilter());
    Weight joined = Weight.joinColumns(qkv.stream().map(Dense::weight).toList());
    String matrix = weight(name + ".qkv.weight", joined.matrix());
    if (joined instanceof Weight.Int8 int8) {
      String scales = weight(name + ".qkv.scales", int8.scales());
      String zeroPoints = weight(name + ".qkv.zero_points", int8.zeroPoints());
      List<String> quantized = List.of(name + ".input", name + ".input.scale", name + ".input.zero_point");
      graph.addNode(NodeProto.newBuilder().setOpType("DynamicQuantizeLinear").setName(name + ".input")
          .addInput(input).addAllOutput(quantized));
      return node("QAttention", List.of(quantized.get(0), matrix, bias, quantized.get(1), scales, mask,
          quantized.get(2), zeroPoints), name, heads, maskFilter);
    }
    return node("Attention", List.of(input, matrix, bias, mask), name, heads, maskFilter);
  }

  private String denseAndNorm(String name, String output, Dense dense, Norm norm, String input, String residual) {
    List<String> inputs = List.of(product(name, dense, input), residual,
        weight(name + ".norm.gamma", norm.gamma()),
        weight(name + ".norm.beta", norm.beta()),
        weight(name + ".bias", dense.bias()));
    return node("SkipLayerNormalization", inputs, output, number("epsilon", norm.epsilon()));
  }

  private String product(String name, Dense dense, String input) {
    String matrix = weight(name + ".weight", dense.weight().matrix());
    if (dense.weight() instanceof Weight.Int8 int8) {
      return node("DynamicQuantizeMatMul", List.of(input, matrix,
          weight(name + ".scales", int8.scales()),
          weight(name + ".zero_points", int8.zeroPoints())), name);
    }
    graph.addNode(NodeProto.newBuilder().setOpType("MatMul").setName(name)
        .addInput(input).addInput(matrix).addOutput(name));
    return name;
  }

  private String int32(String input) {
    String output = input + ".int32";
    graph.addNode(NodeProto.newBuilder().setOpType("Cast").setName(output)
        .addInput(input).addOutput(output).addAttribute(number("to", DataType.INT32.getNumber())));
    return output;
  }

  private String node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
    graph.addNode(NodeProto.newBuilder().setDomain(ORT_DOMAIN).setOpType(operator).setName(output)
        .addAllInput(inputs).addOutput(output).addAllAttribute(List.of(attributes)));
    return output;
  }

  private String weight(String name, TensorProto tensor) {
    graph.addInitializer(tensor.toBuilder().setName(name));
    return name;
  }

  static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.FLOAT).setF(value).build();
  }
}
