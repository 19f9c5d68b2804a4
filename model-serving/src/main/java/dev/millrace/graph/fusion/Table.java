package dev.millrace.graph.fusion;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** An embedding table, [rows, hidden], as the export stores it. */
sealed interface Table {
  TensorProto values();

  /** The table as each look-up would compute it. */
  TensorProto floats();

  default long rows() {
    return values().getDims(0);
  }

  default long width() {
    return values().getDims(1);
  }

  record Float32(TensorProto values) implements Table {
    public Float32 {
      Tensors.require(values, DataType.FLOAT, 2);
    }

    @Override
    public TensorProto floats() {
      return values;
    }
  }

  /** (values - zero point) x scale. */
  record Uint8(TensorProto values, float scale, TensorProto zeroPoint) implements Table {
    public Uint8 {
      Tensors.require(values, DataType.UINT8, 2);
      Tensors.require(zeroPoint, DataType.UINT8, 0);
    }

    @Override
    public TensorProto floats() {
      return Tensors.dequantized(values, scale, zeroPoint);
    }
  }
}
