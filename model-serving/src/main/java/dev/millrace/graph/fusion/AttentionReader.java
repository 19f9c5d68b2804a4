package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.BertReader.ATTENTION_MASK;
import static dev.millrace.graph.fusion.BlockReader.ADD;
import static dev.millrace.graph.fusion.BlockReader.CAST_TO_FLOAT;
import static dev.millrace.graph.fusion.BlockReader.DIV;
import static dev.millrace.graph.fusion.BlockReader.MAT_MUL;
import static dev.millrace.graph.fusion.BlockReader.MUL;
import static dev.millrace.graph.fusion.BlockReader.SUB;
import static dev.millrace.graph.fusion.NotRecognised.unless;

import dev.millrace.graph.fusion.BertEncoder.Attention;
import dev.millrace.graph.fusion.BertEncoder.Dense;
import dev.millrace.graph.fusion.BlockReader.Block;
import dev.millrace.graph.fusion.GraphWalk.ConstantOperand;
import java.util.List;

/** Recognises softmax(q k^T / sqrt(head size) + mask) v, over heads. */
final class AttentionReader {
  private static final Operator SWAP_HEADS_AND_TOKENS = Operator.of("Transpose", 1).with("perm", 0L, 2L, 1L, 3L);
  private static final Operator HEADS_THEN_TRANSPOSED = Operator.of("Transpose", 1).with("perm", 0L, 2L, 3L, 1L);
  private static final Operator SOFTMAX = Operator.of("Softmax", 1).with("axis", 3L);
  private static final Operator RESHAPE = Operator.of("Reshape", 2);
  private static final Operator UNSQUEEZE_1 = Operator.of("Unsqueeze", 1).with("axes", 1L);
  private static final Operator UNSQUEEZE_2 = Operator.of("Unsqueeze", 1).with("axes", 2L);

  private final GraphWalk walk;
  private final BlockReader blocks;

  AttentionReader(GraphWalk walk, BlockReader blocks) {
    this.walk = walk;
    this.blocks = blocks;
  }

  Block<Attention> read(String output) {
    Reshaped merged = reshaped(output, 3);
    List<String> context = walk.inputsOf(walk.inputOf(merged.input(), SWAP_HEADS_AND_TOKENS), MAT_MUL);
    List<String> masked = walk.inputsOf(walk.inputOf(context.get(0), SOFTMAX), ADD);
    List<String> scaled = walk.inputsOf(masked.get(0), DIV);
    List<String> scores = walk.inputsOf(scaled.get(0), MAT_MUL);

    Reshaped query = reshaped(walk.inputOf(scores.get(0), SWAP_HEADS_AND_TOKENS), 4);
    Reshaped key = reshaped(walk.inputOf(scores.get(1), HEADS_THEN_TRANSPOSED), 4);
    Reshaped value = reshaped(walk.inputOf(context.get(1), SWAP_HEADS_AND_TOKENS), 4);
    unless(query.sizes().equals(key.sizes()) && query.sizes().equals(value.sizes()),
        "expected one shape of heads, found %s, %s and %s", query.sizes(), key.sizes(), value.sizes());
    long heads = query.sizes().get(0);
    long headSize = query.sizes().get(1);
    unless(merged.sizes().equals(List.of(heads * headSize)),
        "expected heads merged to %d, found %s", heads * headSize, merged.sizes());
    walk.requireScalar(scaled.get(1), (float) Math.sqrt(headSize));

    Block<Dense> queries = blocks.dense(query.input());
    Block<Dense> keys = blocks.dense(key.input());
    Block<Dense> values = blocks.dense(value.input());
    GraphWalk.requireSame(queries.input(), keys.input());
    GraphWalk.requireSame(queries.input(), values.input());
    return new Block<>(new Attention(queries.weights(), keys.weights(), values.weights(), heads, headSize,
        maskFilter(masked.get(1))), queries.input());
  }

  /** A tensor brought to [batch, sequence, sizes...]. */
  private record Reshaped(String input, List<Long> sizes) {}

  private Reshaped reshaped(String output, int rank) {
    List<String> inputs = walk.inputsOf(output, RESHAPE);
    List<String> shape = walk.inputsOf(inputs.get(1), Operator.of("Concat", rank));
    walk.requireDimension(shape.get(0), inputs.get(0), 0);
    walk.requireDimension(shape.get(1), inputs.get(0), 1);
    return new Reshaped(inputs.get(0), shape.subList(2, rank).stream().map(walk::vectorOfOne).toList());
  }

  /** The x of (1 - attention_mask) * x. */
  private float maskFilter(String mask) {
    ConstantOperand filtered = walk.constantOperandOf(mask, MUL);
    List<String> masked = walk.inputsOf(filtered.computed(), SUB);
    walk.requireScalar(masked.get(0), 1f);
    String byRow = walk.inputOf(walk.inputOf(masked.get(1), CAST_TO_FLOAT), UNSQUEEZE_2);
    GraphWalk.requireSame(ATTENTION_MASK, walk.inputOf(byRow, UNSQUEEZE_1));
    return Tensors.scalar(filtered.constant());
  }
}
