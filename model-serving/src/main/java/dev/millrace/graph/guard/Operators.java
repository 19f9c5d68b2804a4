package dev.millrace.graph.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which operators a graph may use: any of ONNX that ends and gives the same twice, and of Microsoft's those of encoders. */
final class Operators {
  private static final String MICROSOFT = "com.microsoft";

  /** How often they go round is up to the graph, or they call functions of it. */
  private static final Set<String> ENDLESS = Set.of("Loop", "Scan", "SequenceMap");
  private static final Set<String> RANDOM = Set.of(
      "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli");

  /** Not among them: what runs a decoder, calls Python, or opens a file of its own (EPContext). */
  private static final Set<String> FUSED = Set.of(
      "Attention", "BiasAdd", "BiasDropout", "BiasGelu", "BiasSoftmax", "BiasSplitGelu", "DequantizeLinear", "DynamicQuantizeMatMul",
      "EmbedLayerNormalization", "FastGelu", "FusedConv", "FusedGemm", "FusedMatMul", "GatedRelativePositionBias", "GatherBlockQuantized", "Gelu",
      "GroupNorm", "GroupQueryAttention", "MatMulBnb4", "MatMulFpQ4", "MatMulInteger16", "MatMulIntegerToFloat", "MatMulNBits", "MultiHeadAttention",
      "NhwcConv", "PackedAttention", "PackedMultiHeadAttention", "QAttention", "QEmbedLayerNormalization", "QGemm", "QLinearAdd", "QLinearConcat",
      "QLinearConv", "QLinearLeakyRelu", "QLinearMul", "QLinearReduceMean", "QLinearSigmoid", "QLinearSoftmax", "QLinearWhere", "QOrderedAttention",
      "QOrderedGelu", "QOrderedLayerNormalization", "QOrderedMatMul", "QuantizeLinear", "QuickGelu", "RelativePositionBias", "RemovePadding",
      "RestorePadding", "RotaryEmbedding", "SimplifiedLayerNormalization", "SkipGroupNorm", "SkipLayerNormalization",
      "SkipSimplifiedLayerNormalization", "TransposeMatMul", "Trilu");

  /** Operators whose output is as large as one of their inputs says, and which input that is. */
  private static final Map<String, Integer> FILLING = Map.of(
      "ConstantOfShape", 0, "Expand", 1, "Tile", 1, "OneHot", 1, "Range", 1, "Pad", 1, "Upsample", 1, "Resize", 3, "CenterCropPad", 1);

  private Operators() {}

  static void check(String domain, String operator) {
    if (domain.equals(MICROSOFT) ? !FUSED.contains(operator) : !domain.isEmpty() && !domain.equals("ai.onnx")) {
      throw new Refused("uses the operator '%s' of the domain '%s'; expected ONNX's own, or those of %s that encoders need", operator, domain, MICROSOFT);
    }
    if (ENDLESS.contains(operator)) {
      throw new Refused("uses the operator %s, whose rounds nothing bounds; an encoder reads its text once", operator);
    }
    if (RANDOM.contains(operator)) {
      throw new Refused("uses the operator %s, which is random; the same text must give the same scores", operator);
    }
  }

  /** Throws if the node fills a tensor of a constant shape too large. */
  static void checkShape(GraphScan.Node node, Map<String, List<Long>> constants) {
    Integer input = FILLING.get(node.operator());
    List<Long> shape = input == null || input >= node.reads().size() ? List.of() : constants.getOrDefault(node.reads().get(input), List.of());
    long elements = 1;
    for (long size : shape) {
      // Negative is 'as it was'; zero must not hide what stands beside it.
      long positive = Math.max(1, size);
      if (positive > GraphLimits.MAX_FILLED / elements) {
        throw new Refused("lets %s make a tensor of %s; at most %d elements may be asked for by a constant", node.operator(), shape, GraphLimits.MAX_FILLED);
      }
      elements *= positive;
    }
  }
}
