package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.BertReader.INPUT_IDS;
import static dev.millrace.graph.fusion.BertReader.TOKEN_TYPE_IDS;
import static dev.millrace.graph.fusion.BlockReader.ADD;
import static dev.millrace.graph.fusion.NotRecognised.unless;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.graph.fusion.BertEncoder.Embeddings;
import dev.millrace.graph.fusion.BertEncoder.Norm;
import dev.millrace.graph.fusion.BlockReader.Block;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Recognises word + token type + position embeddings, positions counted from 0. */
final class EmbeddingsReader {
  private static final Operator GATHER = Operator.of("Gather", 2);
  private static final Operator DEQUANTIZE = Operator.of("DequantizeLinear", 3);
  private static final Operator SLICE = Operator.of("Slice", 5);

  private final GraphWalk walk;

  EmbeddingsReader(GraphWalk walk) {
    this.walk = walk;
  }

  boolean isSumOfEmbeddings(String sum) {
    String last = walk.inputsOf(sum, ADD).get(1);
    return walk.isComputedBy("Gather", last) || walk.isComputedBy("DequantizeLinear", last);
  }

  Embeddings read(Block<Norm> norm) {
    List<String> withPosition = walk.inputsOf(norm.input(), ADD);
    List<String> wordAndType = walk.inputsOf(withPosition.get(0), ADD);
    LookUp word = lookUp(wordAndType.get(0));
    LookUp tokenType = lookUp(wordAndType.get(1));
    LookUp position = lookUp(withPosition.get(1));
    GraphWalk.requireSame(INPUT_IDS, word.ids());
    GraphWalk.requireSame(TOKEN_TYPE_IDS, tokenType.ids());
    Embeddings embeddings = new Embeddings(word.table(), position.table(), tokenType.table(), norm.weights());
    requirePositionsFromZero(position.ids(), position.table().rows());
    return embeddings;
  }

  private record LookUp(Table table, String ids) {}

  private LookUp lookUp(String rows) {
    if (!walk.isComputedBy("DequantizeLinear", rows)) {
      List<String> gathered = walk.inputsOf(rows, GATHER);
      return new LookUp(new Table.Float32(walk.constant(gathered.get(0))), gathered.get(1));
    }
    List<String> dequantized = walk.inputsOf(rows, DEQUANTIZE);
    List<String> gathered = walk.inputsOf(dequantized.get(0), GATHER);
    Table table = new Table.Uint8(walk.constant(gathered.get(0)),
        Tensors.scalar(walk.constant(dequantized.get(1))), walk.constant(dequantized.get(2)));
    return new LookUp(table, gathered.get(1));
  }

  /** [0, 1, 2, ...][:, 0 : sequence length : 1] */
  private void requirePositionsFromZero(String positions, long rows) {
    List<String> slice = walk.inputsOf(positions, SLICE);
    TensorProto all = walk.constant(slice.get(0));
    long[] counted = LongStream.range(0, rows).toArray();
    unless(all.getDimsList().equals(List.of(1L, rows)) && Arrays.equals(Tensors.integers(all, 2), counted),
        "expected position ids 0 to %d, found others", rows - 1);
    requireVector(slice.get(1), 0);
    walk.requireDimension(slice.get(2), INPUT_IDS, 1);
    requireVector(slice.get(3), 1);
    requireVector(slice.get(4), 1);
  }

  private void requireVector(String tensor, long expected) {
    long found = walk.vectorOfOne(tensor);
    unless(found == expected, "expected %s to be [%d], found [%d]", tensor, expected, found);
  }
}
