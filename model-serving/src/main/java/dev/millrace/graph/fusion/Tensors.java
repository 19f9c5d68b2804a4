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
  // Protobuf holds 2 GiB; at up to 8 bytes each, every size in here is an int.
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE / Long.BYTES;

  private Tensors() {}

  static void require(TensorProto tensor, DataType type, int rank) {
    unless(tensor.getDataType() == type.getNumber() && tensor.getDimsCount() == rank,
        "expected %s of rank %d, found data type %d of rank %d in %s",
        type, rank, tensor.getDataType(), tensor.getDimsCount(), tensor.getName());
    raw(tensor);
  }

  /** The only element of a float32 tensor that broadcasts without changing a shape. */
  static float scalar(TensorProto tensor) {
    require(tensor, DataType.FLOAT, Math.min(tensor.getDimsCount(), 1));
    unless(elements(tensor) == 1, "expected one number, found %d in %s", elements(tensor), tensor.getName());
    return raw(tensor).getFloat();
  }

  static long[] integers(TensorProto tensor, int rank) {
    require(tensor, DataType.INT64, rank);
    long[] integers = new long[elements(tensor)];
    raw(tensor).asLongBuffer().get(integers);
    return integers;
  }

  /** (bytes - zero point) x scale. */
  static TensorProto dequantized(TensorProto table, float scale, TensorProto zeroPoint) {
    ByteBuffer quantized = raw(table);
    int zero = Byte.toUnsignedInt(raw(zeroPoint).get());
    ByteBuffer floats = ByteBuffer.allocate(Math.multiplyExact(quantized.remaining(), Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
    while (quantized.hasRemaining()) {
      floats.putFloat((Byte.toUnsignedInt(quantized.get()) - zero) * scale);
    }
    return TensorProto.newBuilder()
        .setDataType(DataType.FLOAT.getNumber())
        .addAllDims(table.getDimsList())
        .setRawData(ByteString.copyFrom(floats.flip()))
        .build();
  }

  /** Joins matrices of equal height, or vectors, along their last axis. */
  static TensorProto joinColumns(List<TensorProto> parts) {
    TensorProto first = parts.get(0);
    int lastAxis = first.getDimsCount() - 1;
    int rows = lastAxis == 0 ? 1 : Math.toIntExact(first.getDims(0));
    List<ByteBuffer> columns = parts.stream().map(Tensors::raw).toList();
    long bytes = columns.stream().mapToLong(ByteBuffer::remaining).sum();
    unless(bytes <= Integer.MAX_VALUE, "expected joined weights below 2 GiB, found %d bytes", bytes);
    ByteBuffer joined = ByteBuffer.allocate((int) bytes);
    for (int row = 0; row < rows; row++) {
      for (ByteBuffer column : columns) {
        int width = column.limit() / rows;
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
      unless(dimension >= 1 && dimension <= MAX_ELEMENTS && elements * dimension <= MAX_ELEMENTS,
          "expected 1 to %d elements, found %s in %s", MAX_ELEMENTS, tensor.getDimsList(), tensor.getName());
      elements *= dimension;
    }
    return (int) elements;
  }

  /** Elements in ONNX's little-endian layout; a graph may hold them as bytes or as protobuf numbers. */
  private static ByteBuffer raw(TensorProto tensor) {
    unless(tensor.getDataLocation() == DataLocation.DEFAULT,
        "expected weights inside the model, found %s in another file", tensor.getName());
    int expected = elements(tensor) * elementBytes(tensor);
    ByteBuffer raw = tensor.hasRawData() ? tensor.getRawData().asReadOnlyByteBuffer() : numbers(tensor);
    unless(raw.remaining() == expected,
        "expected %d bytes in %s, found %d", expected, tensor.getName(), raw.remaining());
    return raw.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer numbers(TensorProto tensor) {
    int count = tensor.getFloatDataCount() + tensor.getInt64DataCount() + tensor.getInt32DataCount();
    unless(count == elements(tensor), "expected %s numbers in %s, found %d",
        tensor.getDimsList(), tensor.getName(), count);
    ByteBuffer raw = ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    tensor.getFloatDataList().forEach(raw::putFloat);
    tensor.getInt64DataList().forEach(raw::putLong);
    // Where protobuf keeps bytes; wider types that share the field then have a wrong length and are refused.
    tensor.getInt32DataList().forEach(number -> raw.put(number.byteValue()));
    return raw.flip();
  }

  private static int elementBytes(TensorProto tensor) {
    return switch (DataType.forNumber(tensor.getDataType())) {
      case FLOAT -> Float.BYTES;
      case INT64 -> Long.BYTES;
      case INT8, UINT8 -> Byte.BYTES;
      default -> throw new NotRecognised("expected float32, int64 or bytes in %s, found data type %d",
          tensor.getName(), tensor.getDataType());
    };
  }
}
