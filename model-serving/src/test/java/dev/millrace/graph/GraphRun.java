package dev.millrace.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.Map;

/** Runs a graph over token ids, padded on the right with zeros; hands out every output. */
final class GraphRun {
  private GraphRun() {}

  static Map<String, Object> of(ModelProto model, int[]... windows) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    int length = 0;
    for (int[] window : windows) {
      length = Math.max(length, window.length);
    }
    long[][] ids = new long[windows.length][length];
    long[][] mask = new long[windows.length][length];
    for (int row = 0; row < windows.length; row++) {
      for (int i = 0; i < windows[row].length; i++) {
        ids[row][i] = windows[row][i];
        mask[row][i] = 1;
      }
    }
    try (OrtSession session = environment.createSession(model.toByteArray());
        OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids);
        OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask);
        OnnxTensor typeTensor = OnnxTensor.createTensor(environment, new long[windows.length][length]);
        OrtSession.Result result = session.run(Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
      Map<String, Object> outputs = new HashMap<>();
      for (var output : result) {
        outputs.put(output.getKey(), output.getValue().getValue());
      }
      return outputs;
    } catch (OrtException e) {
      throw new AssertionError(e);
    }
  }
}
