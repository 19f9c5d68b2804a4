package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.NotRecognised.unless;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Reads and joins the constant tensors of a graph. */
final class Tensors {
  private Tensors() {}

  static void requireFloats(TensorProto tensor, int rank) {
    unless(tensor.getDataType() == DataType.FLOAT.getNumber() && tensor.getDimsCount() == rank,
        "expected float32 of rank %d, found data type %d of rank %d in %s",
        rank, tensor.getDataType(), tensor.getDimsCount(), tensor.getName());
    raw(tensor, Float.BYTES);
  }

  /** The only element of a float32 tensor that broadcasts without changing a shape. */
  static float scalar(TensorProto tensor) {
    requireFloats(tensor, Math.min(tensor.getDimsCount(), 1));
    unless(elements(tensor) == 1, "expected one number, found %d in %s", elements(tensor), tensor.getName());
    return raw(tensor, Float.BYTES).getFloat();
  }

  static long[] integers(TensorProto tensor, int rank) {
    unless(tensor.getDataType() == DataType.INT64.getNumber() && tensor.getDimsCount() == rank,
        "expected int64 of rank %d, found data type %d of rank %d in %s",
        rank, tensor.getDataType(), tensor.getDimsCount(), tensor.getName());
    long[] integers = new long[elements(tensor)];
    raw(tensor, Long.BYTES).asLongBuffer().get(integers);
    return integers;
  }

  /** Joins matrices of equal height, or vectors, along their last axis. */
  static TensorProto joinColumns(List<TensorProto> parts) {
    TensorProto first = parts.get(0);
    int lastAxis = first.getDimsCount() - 1;
    int rows = lastAxis == 0 ? 1 : Math.toIntExact(first.getDims(0));
    List<ByteBuffer> columns = parts.stream().map(part -> raw(part, Float.BYTES)).toList();
    ByteBuffer joined = ByteBuffer.allocate(columns.stream().mapToInt(ByteBuffer::remaining).sum());
    for (int row = 0; row < rows; row++) {
      for (ByteBuffer column : columns) {
        int width = column.capacity() / rows;
        joined.put(column.slice(row * width, width));
      }
    }
    return TensorProto.newBuilder()
        .setDataType(first.getDataType())
        .addAllDims(first.getDimsList().subList(0, lastAxis))
        .addDims(parts.stream().mapToLong(part -> part.getDims(lastAxis)).sum())
        .setRawData(ByteString.copyFrom(joined.flip()))
        .build();
  }

  private static int elements(TensorProto tensor) {
    long elements = 1;
    for (long dimension : tensor.getDimsList()) {
      unless(dimension >= 0 && dimension <= Integer.MAX_VALUE && elements * dimension <= Integer.MAX_VALUE,
          "expected a tensor below 2^31 elements, found %s in %s", tensor.getDimsList(), tensor.getName());
      elements *= dimension;
    }
    return (int) elements;
  }

  /** Elements in ONNX's little-endian layout; a graph may hold them as bytes or as protobuf numbers. */
  private static ByteBuffer raw(TensorProto tensor, int elementBytes) {
    unless(tensor.getDataLocation() == DataLocation.DEFAULT,
        "expected weights inside the model, found %s in another file", tensor.getName());
    ByteBuffer raw;
    if (tensor.hasRawData()) {
      raw = tensor.getRawData().asReadOnlyByteBuffer();
    } else {
      raw = ByteBuffer.allocate((tensor.getFloatDataCount() + tensor.getInt64DataCount()) * elementBytes)
          .order(ByteOrder.LITTLE_ENDIAN);
      tensor.getFloatDataList().forEach(raw::putFloat);
      tensor.getInt64DataList().forEach(raw::putLong);
      raw.flip();
    }
    long expected = (long) elements(tensor) * elementBytes;
    unless(raw.remaining() == expected,
        "expected %d bytes in %s, found %d", expected, tensor.getName(), raw.remaining());
    return raw.order(ByteOrder.LITTLE_ENDIAN);
  }
}
