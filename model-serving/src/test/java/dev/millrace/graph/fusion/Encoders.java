package dev.millrace.graph.fusion;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Encoders as their makers exported them. */
final class Encoders {
  private Encoders() {}

  static ModelProto minilm() {
    return resource("/all-minilm-l6-v2.onnx");
  }

  private static ModelProto resource(String name) {
    try (InputStream in = Encoders.class.getResourceAsStream(name)) {
      return ModelProto.parseFrom(CodedInputStream.newInstance(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
