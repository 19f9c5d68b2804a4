package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.NotRecognised.unless;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** The matrix of a dense layer, [inputs, outputs], as the export stores it. */
sealed interface Weight {
  TensorProto matrix();

  default long inputs() {
    return matrix().getDims(0);
  }

  default long outputs() {
    return matrix().getDims(1);
  }

  /** Weights of one kind with the same input, side by side. */
  static Weight joinColumns(List<Weight> parts) {
    TensorProto matrix = Tensors.joinColumns(parts.stream().map(Weight::matrix).toList());
    if (parts.get(0) instanceof Float32) {
      return new Float32(matrix);
    }
    List<Int8> quantized = parts.stream().map(Int8.class::cast).toList();
    return new Int8(matrix,
        Tensors.joinColumns(quantized.stream().map(Int8::scales).toList()),
        Tensors.joinColumns(quantized.stream().map(Int8::zeroPoints).toList()));
  }

  record Float32(TensorProto matrix) implements Weight {
    public Float32 {
      Tensors.require(matrix, DataType.FLOAT, 2);
    }
  }

  /** (matrix - zero point) x scale, one pair for each column. */
  record Int8(TensorProto matrix, TensorProto scales, TensorProto zeroPoints) implements Weight {
    public Int8 {
      Tensors.require(matrix, DataType.INT8, 2);
      Tensors.require(scales, DataType.FLOAT, 1);
      Tensors.require(zeroPoints, DataType.INT8, 1);
      unless(scales.getDims(0) == matrix.getDims(1) && zeroPoints.getDims(0) == matrix.getDims(1),
          "expected a scale and a zero point for each of %d columns, found %d and %d",
          matrix.getDims(1), scales.getDims(0), zeroPoints.getDims(0));
    }
  }
}
