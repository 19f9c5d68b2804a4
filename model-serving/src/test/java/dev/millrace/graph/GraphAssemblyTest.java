package dev.millrace.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.serving.TestModels;
import dev.millrace.serving.TinyBundle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The assembled graph against the same arithmetic in Java, over the encoder's own hidden states. */
class GraphAssemblyTest {
  private static final ModelProto ENCODER = OnnxGraphs.read(TestModels.DIRECTORY.resolve("tiny-encoder/model.onnx"));
  private static final int[] SHORT = {2, 88, 264, 80, 3};
  private static final int[] LONG = {2, 88, 264, 80, 635, 115, 136, 132, 377, 55, 3};
  // float32 sums in another order than here, where they run in double.
  private static final Offset<Float> TOLERANCE = within(1e-5f);

  @Test
  void meanPoolingIsTheMeanOverRealTokensOnly() {
    float[][][] hidden = hidden(SHORT, LONG);
    float[][] pooled = embedding(assemble(Pooling.MEAN, false), SHORT, LONG);
    assertThat(pooled[0]).containsExactly(mean(hidden[0], SHORT.length), TOLERANCE);
    assertThat(pooled[1]).containsExactly(mean(hidden[1], LONG.length), TOLERANCE);
  }

  @Test
  void firstPoolingIsTheFirstTokensState() {
    float[][] pooled = embedding(assemble(Pooling.FIRST, false), SHORT, LONG);
    assertThat(pooled[1]).containsExactly(hidden(SHORT, LONG)[1][0], TOLERANCE);
  }

  @Test
  void aNormalisedEmbeddingHasLengthOneAndTheSameDirection() {
    float[] plain = embedding(assemble(Pooling.FIRST, false), LONG)[0];
    float[] normalised = embedding(assemble(Pooling.FIRST, true), LONG)[0];
    double norm = Math.sqrt(dot(plain, plain));
    assertThat(Math.sqrt(dot(normalised, normalised))).isCloseTo(1, within(1e-6));
    for (int i = 0; i < plain.length; i++) {
      assertThat(normalised[i]).isCloseTo((float) (plain[i] / norm), TOLERANCE);
    }
  }

  @Test
  void headsAreOutputsNamedByTaskOverOneEmbedding() {
    Map<String, HeadWeights> heads = heads();
    Map<String, Object> outputs = GraphRun.of(new GraphAssembly(ENCODER, Pooling.MEAN, true).with(heads), LONG);
    assertThat(outputs).containsOnlyKeys(GraphAssembly.EMBEDDING, "category", "urgency");
    float[] embedding = ((float[][]) outputs.get(GraphAssembly.EMBEDDING))[0];
    heads.forEach((task, head) -> assertThat(((float[][]) outputs.get(task))[0]).containsExactly(logits(head, embedding), TOLERANCE));
  }

  @Test
  void outputsComeInTheOrderOfTheTasks() {
    assertThat(new GraphAssembly(ENCODER, Pooling.MEAN, true).with(heads()).getGraph().getOutputList())
        .extracting(ValueInfoProto::getName).containsExactly(GraphAssembly.EMBEDDING, "urgency", "category");
  }

  @Test
  void aTextAloneGivesTheSameLogitsAsInAPaddedBatch() {
    ModelProto graph = new GraphAssembly(ENCODER, Pooling.MEAN, true).with(heads());
    float[][] together = (float[][]) GraphRun.of(graph, LONG, SHORT).get("category");
    assertThat(together[0]).containsExactly(((float[][]) GraphRun.of(graph, LONG).get("category"))[0], TOLERANCE);
    assertThat(together[1]).containsExactly(((float[][]) GraphRun.of(graph, SHORT).get("category"))[0], TOLERANCE);
  }

  @Test
  void theSamePartsGiveTheSameBytes() {
    assertThat(new GraphAssembly(ENCODER, Pooling.MEAN, true).with(heads()).toByteArray())
        .isEqualTo(new GraphAssembly(ENCODER, Pooling.MEAN, true).with(heads()).toByteArray());
  }

  @Test
  void aHeadOfAnotherWidthIsRefused() {
    assertThatThrownBy(() -> new GraphAssembly(ENCODER, Pooling.MEAN, true).with(Map.of("category", TinyBundle.head(31, 2))))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessage("Head 'category' expects embeddings of 31 values, but the encoder gives 32");
  }

  @Test
  void aGraphWithoutHiddenStatesIsNoEncoder() {
    ModelProto classifier = OnnxGraphs.read(TestModels.DIRECTORY.resolve("tiny-bert/model.onnx"));
    assertThatThrownBy(() -> new GraphAssembly(classifier, Pooling.MEAN, true))
        .hasMessage("The encoder must have an output last_hidden_state [batch, sequence, width]; found [logits]");
  }

  private static Map<String, HeadWeights> heads() {
    Map<String, HeadWeights> heads = new LinkedHashMap<>();
    heads.put("urgency", TinyBundle.head(TinyBundle.WIDTH, 2));
    heads.put("category", TinyBundle.head(TinyBundle.WIDTH, 3));
    return heads;
  }

  private static ModelProto assemble(Pooling pooling, boolean normalize) {
    return new GraphAssembly(ENCODER, pooling, normalize).with(Map.of());
  }

  private static float[][] embedding(ModelProto graph, int[]... windows) {
    return (float[][]) GraphRun.of(graph, windows).get(GraphAssembly.EMBEDDING);
  }

  private static float[][][] hidden(int[]... windows) {
    return (float[][][]) GraphRun.of(ENCODER, windows).get("last_hidden_state");
  }

  private static float[] mean(float[][] states, int tokens) {
    float[] mean = new float[states[0].length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (int token = 0; token < tokens; token++) {
        sum += states[token][i];
      }
      mean[i] = (float) (sum / tokens);
    }
    return mean;
  }

  private static float[] logits(HeadWeights head, float[] embedding) {
    float[] logits = new float[head.labels()];
    for (int label = 0; label < logits.length; label++) {
      double sum = head.bias()[label];
      for (int i = 0; i < embedding.length; i++) {
        sum += (double) embedding[i] * head.weights()[i * head.labels() + label];
      }
      logits[label] = (float) sum;
    }
    return logits;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
