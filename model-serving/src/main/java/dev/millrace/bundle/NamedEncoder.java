package dev.millrace.bundle;

import dev.millrace.failure.MillraceException;
import dev.millrace.graph.Pooling;
import dev.millrace.session.Precision;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An encoder that a Maven artifact carries: its files, their hashes, and how it wants to be used. Both families are
 * English. Pooling and normalisation are those of the models' own cards.
 *
 * @param artifact group:artifact:version
 * @param megabytes size of the download
 * @param maximumLength tokens a window by default; the graphs accept 512
 */
public record NamedEncoder(
    String name, String artifact, int megabytes, String modelFile, String modelSha256, String tokenizerFile,
    String tokenizerSha256, Precision precision, Pooling pooling, int maximumLength) {
  private static final String GROUP = "dev.langchain4j:langchain4j-embeddings-";
  private static final String VERSION = ":1.20.0-beta30";
  private static final String BERT_TOKENIZER = "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0";

  public static final List<NamedEncoder> ALL = List.of(
      new NamedEncoder("minilm", GROUP + "all-minilm-l6-v2" + VERSION, 84,
          "all-minilm-l6-v2.onnx", "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e",
          "all-minilm-l6-v2-tokenizer.json", BERT_TOKENIZER, Precision.FP32, Pooling.MEAN, 256),
      new NamedEncoder("minilm-int8", GROUP + "all-minilm-l6-v2-q" + VERSION, 16,
          "all-minilm-l6-v2-q.onnx", "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1",
          "all-minilm-l6-v2-q-tokenizer.json", BERT_TOKENIZER, Precision.INT8, Pooling.MEAN, 256),
      new NamedEncoder("bge-small", GROUP + "bge-small-en-v15" + VERSION, 75,
          "bge-small-en-v1.5.onnx", "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
          "bge-small-en-v1.5-tokenizer.json", "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
          Precision.FP32, Pooling.FIRST, 256));

  public static String names() {
    return ALL.stream().map(NamedEncoder::name).collect(Collectors.joining(", "));
  }

  public static boolean exists(String name) {
    return ALL.stream().anyMatch(encoder -> encoder.name().equals(name));
  }

  public static NamedEncoder of(String name) {
    return ALL.stream().filter(encoder -> encoder.name().equals(name)).findFirst()
        .orElseThrow(() -> MillraceException.usage("There is no encoder '%s'. Known: %s; or give a directory with model.onnx and tokenizer.json.", name, names()));
  }
}
