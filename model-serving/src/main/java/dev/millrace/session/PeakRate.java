package dev.millrace.session;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The fastest that ONNX Runtime multiplies large matrices on this machine: what a share of peak is a share of. fp32 only,
 * 512 x 1,024 by 1,024 x 1,024, one caller a core.
 */
public final class PeakRate {
  private static final int ROWS = 512;
  private static final int WIDTH = 1_024;
  private static final int RUNS = 40;

  private PeakRate() {}

  /** Operations a second over so many callers. */
  public static double fp32(int callers) {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = Environment.shared().createSession(product().toByteArray(), options)) {
        Callable<Void> multiply = () -> multiply(session);
        double best = 0;
        for (int round = 0; round < 3; round++) {
          long start = System.nanoTime();
          for (Future<Void> done : threads.invokeAll(Stream.generate(() -> multiply).limit(callers).toList())) {
            done.get();
          }
          double seconds = (System.nanoTime() - start) / 1e9;
          best = Math.max(best, 2.0 * ROWS * WIDTH * WIDTH * RUNS * callers / seconds);
        }
        return best;
      }
    } catch (OrtException | ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      threads.shutdown();
    }
  }

  private static Void multiply(OrtSession session) throws OrtException {
    ByteBuffer values = ByteBuffer.allocateDirect(ROWS * WIDTH * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int run = 0; run < RUNS; run++) {
      try (OnnxTensor x = OnnxTensor.createTensor(Environment.shared(), values.asFloatBuffer(), new long[] {ROWS, WIDTH});
          OrtSession.Result ignored = session.run(Map.of("x", x))) {
        continue;
      }
    }
    return null;
  }

  private static ModelProto product() {
    TensorProto weights = TensorProto.newBuilder().setName("w").setDataType(TensorProto.DataType.FLOAT.getNumber())
        .addDims(WIDTH).addDims(WIDTH).setRawData(ByteString.copyFrom(new byte[WIDTH * WIDTH * Float.BYTES])).build();
    GraphProto graph = GraphProto.newBuilder().setName("product").addInitializer(weights)
        .addInput(matrix("x")).addOutput(matrix("y"))
        .addNode(NodeProto.newBuilder().setOpType("MatMul").addInput("x").addInput("w").addOutput("y")).build();
    return ModelProto.newBuilder().setIrVersion(6).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11)).setGraph(graph).build();
  }

  private static ValueInfoProto matrix(String name) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimValue(ROWS);
    shape.addDimBuilder().setDimValue(WIDTH);
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()).setShape(shape))).build();
  }
}
