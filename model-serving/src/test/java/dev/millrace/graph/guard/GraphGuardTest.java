package dev.millrace.graph.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.millrace.document.PlainText;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.serving.TestModels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real graph with one hostile thing in it is refused with its reason, before anything else reads it. */
class GraphGuardTest {
  private static final Path TINY = TestModels.DIRECTORY.resolve("tiny-bert/model.onnx");

  @TempDir
  private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"tiny-bert", "tiny-distilbert", "tiny-roberta", "tiny-encoder"})
  void anExportAsItIsPasses(String name) {
    assertThatCode(() -> GraphGuard.check(TestModels.DIRECTORY.resolve(name).resolve("model.onnx"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "..\\secret", "sub/model.onnx_data", "C:\\x", "model.onnx_data\u0000", ""})
  void weightsElsewhereAreRefused(String location) {
    refusedExport(graph -> outside(graph.getInitializerBuilder(0), location, null, null),
        "in '%s'; expected the file model.onnx_data beside the graph".formatted(location.replace((char) 0, PlainText.DOT)));
  }

  @Test
  void weightsBesideTheGraphPassOnlyInAnExport() throws IOException {
    Path graph = write(edited(g -> outside(g.getInitializerBuilder(0), GraphGuard.WEIGHTS_FILE, "0", null)));
    Files.write(directory.resolve(GraphGuard.WEIGHTS_FILE), new byte[1 << 20]);
    assertThatCode(() -> GraphGuard.checkExport(graph)).doesNotThrowAnyException();
    refused(graph, "keeps tensor '", "outside, in 'model.onnx_data'; expected all weights inside");
  }

  @ParameterizedTest
  @CsvSource({"0,99999999", "99999999,", "-1,", "1e3,", "9223372036854775807,", "0,-4"})
  void weightsBeyondTheEndOfTheirFileAreRefused(String offset, String length) throws IOException {
    Files.write(directory.resolve(GraphGuard.WEIGHTS_FILE), new byte[1 << 20]);
    refusedExport(graph -> outside(graph.getInitializerBuilder(0), GraphGuard.WEIGHTS_FILE, offset, length), "of tensor '");
  }

  @Test
  void manyTensorsOverTheSameBytesAreRefused() throws IOException {
    Files.write(directory.resolve(GraphGuard.WEIGHTS_FILE), new byte[1 << 16]);
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(DataType.FLOAT.getNumber()).addDims(1 << 13);
    outside(tensor, GraphGuard.WEIGHTS_FILE, "0", null);
    refusedExport(graph -> {
      for (int i = 0; i < 3; i++) {
        graph.addInitializer(tensor.setName("w" + i));
      }
    }, "keeps the 32768 bytes of tensor 'w2'", "and 98304 bytes with the tensors before it; model.onnx_data has 65536");
  }

  @Test
  void aLinkInPlaceOfTheWeightsIsRefused() throws IOException {
    Files.createSymbolicLink(directory.resolve(GraphGuard.WEIGHTS_FILE), Path.of("/etc/passwd"));
    refusedExport(graph -> outside(graph.getInitializerBuilder(0), GraphGuard.WEIGHTS_FILE, null, null), "no such file lies beside it");
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 40, Long.MAX_VALUE, -1, 1, 0})
  void aTensorThatDeclaresOtherThanItHoldsIsRefused(long size) {
    refusedExport(graph -> graph.getInitializerBuilder(0).setDims(0, size), "declares tensor '");
  }

  @Test
  void dimensionsWhoseProductWrapsAroundAreRefused() {
    refusedExport(graph -> graph.addInitializer(tensor("w", 1L << 32, 1L << 32).setRawData(ByteString.EMPTY)), "declares tensor 'w' as [4294967296, 4294967296], which no memory holds");
    refusedExport(graph -> graph.addInitializer(tensor("w", Long.MAX_VALUE / 2, 4)), "declares tensor 'w'");
  }

  @Test
  void aTensorOfNoKnownTypeOrManyDimensionsIsRefused() {
    refusedExport(graph -> graph.addInitializer(tensor("w", 1).setDataType(99).setRawData(ByteString.copyFrom(new byte[4]))), "has tensor 'w' of type 99");
    refusedExport(graph -> graph.addInitializer(tensor("w", new long[17])), "more than 16 dimensions");
  }

  @Test
  void aConstantOfANodeIsLookedAtLikeAWeight() {
    refusedExport(graph -> graph.addNode(constant("c", tensor("", 1L << 40).setRawData(ByteString.EMPTY))), "declares tensor ''");
    refusedExport(graph -> {
      TensorProto.Builder tensor = tensor("t", 4);
      outside(tensor, "../../etc/passwd", null, null);
      graph.addNode(constant("c", tensor));
    }, "in '../../etc/passwd'");
  }

  @Test
  void sparseWeightsAreRefused() {
    refusedExport(graph -> graph.addSparseInitializer(SparseTensorProto.newBuilder().addDims(1L << 40)), "has sparse weights");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Loop", "Scan", "SequenceMap"})
  void whatMayNeverEndIsRefused(String operator) {
    refusedExport(graph -> graph.addNode(node(operator, "logits", "again")), "uses the operator %s, whose rounds nothing bounds".formatted(operator));
  }

  @Test
  void whatIsRandomIsRefused() {
    refusedExport(graph -> graph.addNode(node("RandomNormalLike", "logits", "r")), "which is random");
  }

  @ParameterizedTest
  @CsvSource({"com.example,Gelu", "com.microsoft,EPContext", "com.microsoft,BeamSearch", "org.pytorch.aten,ATen", "ai.onnx.ml,TreeEnsemble"})
  void operatorsOfOthersAreRefused(String domain, String operator) {
    refusedExport(graph -> graph.addNode(node(operator, "logits", "x").setDomain(domain)), "uses the operator '%s' of the domain '%s'".formatted(operator, domain));
  }

  @Test
  void functionsOfItsOwnAreRefused() throws IOException {
    Path file = directory.resolve("model.onnx");
    try (OutputStream out = Files.newOutputStream(file)) {
      Files.copy(TINY, out);
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.writeByteArray(25, new byte[0]);
      coded.flush();
    }
    refused(file, "defines functions of its own");
  }

  @Test
  void aGraphInCirclesIsRefused() {
    refusedExport(graph -> graph.addNode(node("Identity", "b", "a")).addNode(node("Identity", "a", "b")), "goes in circles: a node reads 'b'");
    refusedExport(graph -> graph.addNode(node("Identity", "self", "self")), "goes in circles");
    refusedExport(graph -> graph.addNode(node("Identity", "nowhere", "a")), "reads 'nowhere', which nothing gives");
  }

  @Test
  void branchesMayReadFromAroundThemButNotInCirclesAndNotTooDeep() {
    GraphProto.Builder branch = GraphProto.newBuilder().addNode(node("Identity", "logits", "out"));
    Path inOrder = write(edited(graph -> graph.addNode(branches("logits", branch))));
    assertThatCode(() -> GraphGuard.check(inOrder)).doesNotThrowAnyException();
    refusedExport(graph -> graph.addNode(branches("logits", GraphProto.newBuilder().addNode(node("Identity", "later", "x")))).addNode(node("Identity", "logits", "later")), "goes in circles");
    GraphProto.Builder deep = branch;
    for (int i = 0; i < 5; i++) {
      deep = GraphProto.newBuilder().addNode(branches("logits", deep));
    }
    GraphProto.Builder tooDeep = deep;
    refusedExport(graph -> graph.addNode(branches("logits", tooDeep)), "graphs inside graphs, more than 4 deep");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Expand", "Tile", "ConstantOfShape"})
  void aConstantThatAsksForAHugeTensorIsRefused(String operator) {
    UnaryOperator<GraphProto.Builder> filling = graph -> operator.equals("ConstantOfShape")
        ? graph.addNode(node(operator, "shape", "x")) : graph.addNode(node(operator, "logits", "x").addInput("shape"));
    refusedExport(graph -> filling.apply(graph.addInitializer(longs("shape", 1 << 20, 1 << 20))), "lets %s make a tensor of [1048576, 1048576]".formatted(operator));
    refusedExport(graph -> filling.apply(graph.addNode(constant("shape", longs("", Long.MAX_VALUE, 0)))), "lets %s make a tensor".formatted(operator));
    Path modest = write(edited(graph -> filling.apply(graph.addInitializer(longs("shape", 1 << 10, -1)))));
    assertThatCode(() -> GraphGuard.check(modest)).doesNotThrowAnyException();
  }

  @Test
  void aGraphOfEndlessNodesOrNamesIsRefused() {
    refusedExport(graph -> {
      for (int i = 0; i <= GraphLimits.MAX_NODES; i++) {
        graph.addNode(NodeProto.getDefaultInstance());
      }
    }, "has more than 100000 nodes");
    refusedExport(graph -> graph.addNode(node("Identity", "x".repeat(5_000), "y")), "has a name of 5000 bytes");
  }

  @Test
  void whatIsNoOnnxFileIsRefusedWhereverItBreaksOff() throws IOException {
    byte[] whole = Files.readAllBytes(TINY);
    for (int length : new int[] {0, 1, 2, 10, 1_000, whole.length / 2, whole.length - 1}) {
      Path file = Files.write(directory.resolve("part.onnx"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> GraphGuard.check(file)).as("%d bytes", length).isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA));
    }
    refused(Files.writeString(directory.resolve("text.onnx"), "#!/bin/sh\n"), "text.onnx");
  }

  @Test
  void aFileBeyondProtobufsLimitIsRefusedUnread() throws IOException {
    Path file = directory.resolve("huge.onnx");
    try (FileChannel sparse = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.allocate(1), 1L << 32);
    }
    refused(file, "has 4294967297 bytes; an ONNX file has at most 2147483647");
  }

  private void refusedExport(Consumer<GraphProto.Builder> edit, String... complaints) {
    Path file = write(edited(edit));
    assertThatThrownBy(() -> GraphGuard.checkExport(file))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContainingAll(complaints);
  }

  private static void refused(Path file, String... complaints) {
    assertThatThrownBy(() -> GraphGuard.check(file))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContainingAll(complaints);
  }

  private static ModelProto edited(Consumer<GraphProto.Builder> edit) {
    try {
      ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(TINY)).toBuilder();
      edit.accept(model.getGraphBuilder());
      return model.build();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(ModelProto model) {
    try {
      return Files.write(directory.resolve("model.onnx"), model.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void outside(TensorProto.Builder tensor, String location, String offset, String length) {
    tensor.clearRawData().clearFloatData().setDataLocation(DataLocation.EXTERNAL);
    tensor.addExternalDataBuilder().setKey("location").setValue(location);
    if (offset != null) {
      tensor.addExternalDataBuilder().setKey("offset").setValue(offset);
    }
    if (length != null) {
      tensor.addExternalDataBuilder().setKey("length").setValue(length);
    }
  }

  private static TensorProto.Builder tensor(String name, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    Arrays.stream(dims).forEach(tensor::addDims);
    return tensor;
  }

  private static TensorProto.Builder longs(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.getNumber()).addDims(values.length).setRawData(ByteString.copyFrom(bytes.array()));
  }

  private static NodeProto.Builder node(String operator, String reads, String gives) {
    return NodeProto.newBuilder().setOpType(operator).addInput(reads).addOutput(gives);
  }

  private static NodeProto.Builder constant(String gives, TensorProto.Builder value) {
    return NodeProto.newBuilder().setOpType("Constant").addOutput(gives)
        .addAttribute(AttributeProto.newBuilder().setName("value").setType(AttributeType.TENSOR).setT(value));
  }

  private static NodeProto.Builder branches(String condition, GraphProto.Builder branch) {
    return NodeProto.newBuilder().setOpType("If").addInput(condition).addOutput("chosen")
        .addAttribute(AttributeProto.newBuilder().setName("then_branch").setType(AttributeType.GRAPH).setG(branch))
        .addAttribute(AttributeProto.newBuilder().setName("else_branch").setType(AttributeType.GRAPH).setG(branch));
  }
}
