package dev.millrace.graph.fusion;

import static dev.millrace.graph.fusion.NotRecognised.unless;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/** What was recognised in a graph: an encoder's weights, each with shapes that fit together. */
record BertEncoder(Embeddings embeddings, List<Layer> layers) {
  BertEncoder {
    layers = List.copyOf(layers);
    unless(!layers.isEmpty(), "expected at least one layer, found embeddings only");
    for (Layer layer : layers) {
      unless(layer.hidden() == embeddings.norm().width(),
          "expected layers as wide as the embeddings, %d, found %d", embeddings.norm().width(), layer.hidden());
    }
  }

  /** Positions count from 0. */
  record Embeddings(Table word, Table position, Table tokenType, Norm norm) {
    Embeddings {
      for (Table table : List.of(word, position, tokenType)) {
        unless(table.width() == norm.width(),
            "expected embeddings as wide as their norm, %d, found %d", norm.width(), table.width());
      }
    }
  }

  /** Attention, norm, feed-forward, norm; both norms take the sum of their block and its input. */
  record Layer(Attention attention, Dense attentionOutput, Norm attentionNorm, Dense up, Dense down, Norm outputNorm) {
    Layer {
      long hidden = outputNorm.width();
      attention.query().requireShape(hidden, hidden);
      attention.key().requireShape(hidden, hidden);
      attention.value().requireShape(hidden, hidden);
      attentionOutput.requireShape(hidden, hidden);
      up.requireShape(hidden, up.weight().outputs());
      down.requireShape(up.weight().outputs(), hidden);
      unless(attentionNorm.width() == hidden, "expected norms of width %d, found %d", hidden, attentionNorm.width());
      unless(attention.heads() * attention.headSize() == hidden, "expected heads x head size = %d, found %d x %d",
          hidden, attention.heads(), attention.headSize());
    }

    long hidden() {
      return outputNorm.width();
    }
  }

  /** {@code maskFilter} is what the export adds to the score of a masked token. */
  record Attention(Dense query, Dense key, Dense value, long heads, long headSize, float maskFilter) {
    Attention {
      Class<?> kind = query.weight().getClass();
      unless(key.weight().getClass() == kind && value.weight().getClass() == kind,
          "expected query, key and value of one number format, found several");
      unless(heads >= 1 && headSize >= 1, "expected positive heads and head size, found %d x %d", heads, headSize);
      // BERT's own constant is -10000, later exports take the lowest float. A weaker one would not mask.
      unless(maskFilter <= -10_000f && Float.isFinite(maskFilter),
          "expected a finite mask filter of at most -10000, found %s", maskFilter);
    }
  }

  /** x W + b: weight [inputs, outputs], bias [outputs]. */
  record Dense(Weight weight, TensorProto bias) {
    Dense {
      Tensors.require(bias, DataType.FLOAT, 1);
      unless(bias.getDims(0) == weight.outputs(), "expected a bias of %d, found %d", weight.outputs(), bias.getDims(0));
    }

    void requireShape(long inputs, long outputs) {
      unless(weight.inputs() == inputs && weight.outputs() == outputs, "expected a weight of [%d, %d], found [%d, %d]",
          inputs, outputs, weight.inputs(), weight.outputs());
    }
  }

  /** Layer normalisation over the last axis. */
  record Norm(TensorProto gamma, TensorProto beta, float epsilon) {
    Norm {
      Tensors.require(gamma, DataType.FLOAT, 1);
      Tensors.require(beta, DataType.FLOAT, 1);
      unless(gamma.getDims(0) == beta.getDims(0),
          "expected gamma and beta of one width, found %d and %d", gamma.getDims(0), beta.getDims(0));
      unless(epsilon >= 0 && epsilon < 0.1f, "expected a small epsilon, found %s", epsilon);
    }

    long width() {
      return gamma.getDims(0);
    }
  }
}
