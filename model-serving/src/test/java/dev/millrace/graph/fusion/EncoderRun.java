package dev.millrace.graph.fusion;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.LongBuffer;
import java.util.Map;

/** An encoder on one thread; hands out hidden states as [rows, tokens, hidden]. */
final class EncoderRun implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession.SessionOptions options;
  private final OrtSession session;

  EncoderRun(ModelProto model) throws OrtException {
    options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    session = environment.createSession(model.toByteArray(), options);
  }

  float[][][] hiddenStates(Tokens tokens) throws OrtException {
    try (OrtSession.Result result = run(tokens)) {
      return (float[][][]) result.get("last_hidden_state").orElseThrow().getValue();
    }
  }

  /** Without the copy to Java arrays, which takes longer than some layers. */
  OrtSession.Result run(Tokens tokens) throws OrtException {
    try (OnnxTensor ids = tensor(tokens.ids(), tokens);
        OnnxTensor mask = tensor(tokens.mask(), tokens);
        OnnxTensor types = tensor(tokens.types(), tokens)) {
      return session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types));
    }
  }

  private OnnxTensor tensor(long[] values, Tokens tokens) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {tokens.rows(), tokens.length()});
  }

  @Override
  public void close() throws OrtException {
    session.close();
    options.close();
  }
}
