package dev.millrace.graph.fusion;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds a BERT encoder with the fused operators of ONNX Runtime, whose own optimiser does not recognise attention
 * and layer normalisation in a PyTorch export. Inputs, output and weights stay what they were; only the order of
 * float32 sums changes. In a dynamically quantised encoder that order decides roundings, so its hidden states move as
 * much as they do between two optimisation levels of the runtime.
 */
public final class EncoderFusion {
  private static final Logger LOG = LoggerFactory.getLogger(EncoderFusion.class);

  private EncoderFusion() {}

  /**
   * The same encoder with fused operators, or empty if any node of the graph is not exactly where BERT has it. The
   * mask must be 0 or 1; ids outside their tables and texts longer than the positions fail the run, as before.
   */
  public static Optional<ModelProto> fuse(ModelProto encoder) {
    try {
      return Optional.of(fuseOrRefuse(encoder));
    } catch (NotRecognised reason) {
      LOG.debug("Encoder is used as exported: {}", reason.getMessage());
      return Optional.empty();
    }
  }

  static ModelProto fuseOrRefuse(ModelProto encoder) {
    return FusedModel.write(encoder, BertReader.read(encoder));
  }
}
