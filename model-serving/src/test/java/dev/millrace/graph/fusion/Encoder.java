package dev.millrace.graph.fusion;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Encoders as their makers exported them. */
enum Encoder {
  MINILM("/all-minilm-l6-v2.onnx"),
  MINILM_INT8("/all-minilm-l6-v2-q.onnx");

  private final ModelProto exported;

  Encoder(String resource) {
    try (InputStream in = Encoder.class.getResourceAsStream(resource)) {
      exported = ModelProto.parseFrom(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ModelProto exported() {
    return exported;
  }

  ModelProto fused() {
    return EncoderFusion.fuseOrRefuse(exported);
  }
}
