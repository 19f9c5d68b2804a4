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
  private static final Operator SLICE = Operator.of("Slice", 5);

  private final GraphWalk walk;

  EmbeddingsReader(GraphWalk walk) {
    this.walk = walk;
  }

  boolean isSumOfEmbeddings(String sum) {
    return walk.isComputedBy("Gather", walk.inputsOf(sum, ADD).get(1));
  }

  Embeddings read(Block<Norm> norm) {
    List<String> withPosition = walk.inputsOf(norm.input(), ADD);
    List<String> wordAndType = walk.inputsOf(withPosition.get(0), ADD);
    TensorProto word = table(wordAndType.get(0), INPUT_IDS);
    TensorProto tokenType = table(wordAndType.get(1), TOKEN_TYPE_IDS);
    List<String> position = walk.inputsOf(withPosition.get(1), GATHER);
    TensorProto positions = walk.constant(position.get(0));
    Tensors.requireFloats(positions, 2);
    requirePositionsFromZero(position.get(1), positions.getDims(0));
    return new Embeddings(word, positions, tokenType, norm.weights());
  }

  private TensorProto table(String rows, String ids) {
    List<String> gathered = walk.inputsOf(rows, GATHER);
    GraphWalk.requireSame(ids, gathered.get(1));
    return walk.constant(gathered.get(0));
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
