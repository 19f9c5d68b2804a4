package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.NotRecognised.unless;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.millrace.graph.fusion.BertEncoder.Attention;
import dev.millrace.graph.fusion.BertEncoder.Dense;
import dev.millrace.graph.fusion.BertEncoder.Embeddings;
import dev.millrace.graph.fusion.BertEncoder.Layer;
import dev.millrace.graph.fusion.BertEncoder.Norm;
import dev.millrace.graph.fusion.BlockReader.Block;
import java.util.LinkedList;
import java.util.List;
import java.util.stream.Stream;

/** Recognises BERT as PyTorch exports it, from the last hidden state back to the token ids. */
final class BertReader {
  static final String INPUT_IDS = "input_ids";
  static final String ATTENTION_MASK = "attention_mask";
  static final String TOKEN_TYPE_IDS = "token_type_ids";
  static final String LAST_HIDDEN_STATE = "last_hidden_state";

  private final GraphWalk walk;
  private final BlockReader blocks;
  private final AttentionReader attentions;
  private final EmbeddingsReader embeddings;

  private BertReader(GraphProto graph) {
    walk = new GraphWalk(graph);
    blocks = new BlockReader(walk);
    attentions = new AttentionReader(walk, blocks);
    embeddings = new EmbeddingsReader(walk);
  }

  static BertEncoder read(ModelProto model) {
    requireOperatorSet(model.getOpsetImportList());
    requireSignature(model.getGraph());
    return new BertReader(model.getGraph()).encoder();
  }

  private BertEncoder encoder() {
    LinkedList<Layer> layers = new LinkedList<>();
    Block<Norm> norm = blocks.norm(LAST_HIDDEN_STATE);
    while (!embeddings.isSumOfEmbeddings(norm.input())) {
      Block<Layer> layer = layer(norm);
      layers.addFirst(layer.weights());
      norm = blocks.norm(layer.input());
    }
    Embeddings tables = embeddings.read(norm);
    walk.requireEverythingClaimed();
    return new BertEncoder(tables, layers);
  }

  private Block<Layer> layer(Block<Norm> outputNorm) {
    List<String> outputSum = walk.inputsOf(outputNorm.input(), BlockReader.ADD);
    String attended = outputSum.get(1);
    Block<Dense> down = blocks.dense(outputSum.get(0));
    Block<Dense> up = blocks.dense(blocks.gelu(down.input()));
    GraphWalk.requireSame(attended, up.input());

    Block<Norm> attentionNorm = blocks.norm(attended);
    List<String> attentionSum = walk.inputsOf(attentionNorm.input(), BlockReader.ADD);
    String input = attentionSum.get(1);
    Block<Dense> attentionOutput = blocks.dense(attentionSum.get(0));
    Block<Attention> attention = attentions.read(attentionOutput.input());
    GraphWalk.requireSame(input, attention.input());

    return new Block<>(new Layer(attention.weights(), attentionOutput.weights(), attentionNorm.weights(),
        up.weights(), down.weights(), outputNorm.weights()), input);
  }

  // From set 13 on, Unsqueeze and Softmax mean something else; before 11, so do negative axes.
  private static void requireOperatorSet(List<OperatorSetIdProto> imports) {
    List<Long> versions = imports.stream()
        .filter(imported -> imported.getDomain().isEmpty()).map(OperatorSetIdProto::getVersion).toList();
    unless(versions.equals(List.of(11L)) || versions.equals(List.of(12L)),
        "expected ONNX operator set 11 or 12, found %s", versions);
  }

  private static void requireSignature(GraphProto graph) {
    List<String> inputs = graph.getInputList().stream().map(BertReader::signature).sorted().toList();
    List<String> tokens = Stream.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS)
        .map(name -> signature(name, DataType.INT64.getNumber(), 2)).sorted().toList();
    unless(inputs.equals(tokens), "expected inputs %s, found %s", tokens, inputs);

    List<String> outputs = graph.getOutputList().stream().map(BertReader::signature).toList();
    List<String> hiddenState = List.of(signature(LAST_HIDDEN_STATE, DataType.FLOAT.getNumber(), 3));
    unless(outputs.equals(hiddenState), "expected outputs %s, found %s", hiddenState, outputs);
  }

  private static String signature(ValueInfoProto value) {
    TypeProto.Tensor type = value.getType().getTensorType();
    return signature(value.getName(), type.getElemType(), type.getShape().getDimCount());
  }

  private static String signature(String name, int dataType, int rank) {
    return "%s (data type %d, rank %d)".formatted(name, dataType, rank);
  }
}
