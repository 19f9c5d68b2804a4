package dev.millrace.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import dev.millrace.batch.TokenBatch;
import dev.millrace.failure.MillraceException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An ONNX Runtime session over a BERT-like graph: token ids in, rows of float32 out. */
final class OnnxTextModel implements TextModel {
  private static final OrtEnvironment ENVIRONMENT = Environment.shared();
  private static final Set<String> KNOWN_INPUTS = Set.of(InputTensors.IDS, InputTensors.MASK, InputTensors.TYPES);

  private final SessionOptions options;
  private final OrtSession session;
  private final List<ModelOutput> outputs;
  private final Set<String> outputNames;
  private final ThreadLocal<InputTensors> tensors;

  private OnnxTextModel(SessionOptions options, OrtSession session, List<ModelOutput> outputs) {
    this.options = options;
    this.session = session;
    this.outputs = List.copyOf(outputs);
    this.outputNames = outputs.stream().map(ModelOutput::name).collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> inputs = Set.copyOf(session.getInputNames());
    this.tensors = ThreadLocal.withInitial(() -> new InputTensors(ENVIRONMENT, inputs));
  }

  static OnnxTextModel load(Path graph, List<ModelOutput> outputs, int intraOpThreads) {
    SessionOptions options = new SessionOptions();
    try {
      options.setIntraOpNumThreads(intraOpThreads);
      options.setInterOpNumThreads(1);
      OrtSession session = ENVIRONMENT.createSession(graph.toString(), options);
      try {
        checkSignature(graph, session, outputs);
        return new OnnxTextModel(options, session, outputs);
      } catch (RuntimeException | OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      options.close();
      throw MillraceException.data("ONNX Runtime cannot load %s: %s", graph, e.getMessage());
    } catch (RuntimeException e) {
      options.close();
      throw e;
    }
  }

  private static void checkSignature(Path graph, OrtSession session, List<ModelOutput> outputs) throws OrtException {
    Set<String> foreign = new TreeSet<>(session.getInputNames());
    foreign.removeAll(KNOWN_INPUTS);
    if (!foreign.isEmpty() || !session.getInputNames().contains(InputTensors.IDS)) {
      throw MillraceException.data("Graph %s has inputs %s; expected %s and, if it wants them, %s and %s",
          graph, new TreeSet<>(session.getInputNames()), InputTensors.IDS, InputTensors.MASK, InputTensors.TYPES);
    }
    Map<String, NodeInfo> found = session.getOutputInfo();
    for (ModelOutput output : outputs) {
      NodeInfo node = found.get(output.name());
      if (node == null) {
        throw MillraceException.data("Graph %s has no output '%s'; found %s", graph, output.name(), new TreeSet<>(found.keySet()));
      }
      checkShape(graph, output, node);
    }
  }

  private static void checkShape(Path graph, ModelOutput output, NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT || tensor.getShape().length != 2) {
      throw MillraceException.data("Output '%s' of graph %s must be float32 [rows, %d], found %s", output.name(), graph, output.width(), node.getInfo());
    }
    long width = tensor.getShape()[1];
    if (width != -1 && width != output.width()) {
      throw MillraceException.data("Output '%s' of graph %s has %d values per row, but its labels are %d", output.name(), graph, width, output.width());
    }
  }

  @Override
  public List<ModelOutput> outputs() {
    return outputs;
  }

  @Override
  public float[][] run(TokenBatch batch) {
    // ids, mask, types: [rows, length], int64, row-major, padded on the right
    try (InputTensors.Filled inputs = tensors.get().fill(batch);
        OrtSession.Result result = session.run(inputs.byName(), outputNames)) {
      Map<String, OnnxValue> byName = new LinkedHashMap<>();
      result.forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
      float[][] rows = new float[outputs.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = read(outputs.get(i), byName.get(outputs.get(i).name()), batch.size());
      }
      return rows;
    } catch (OrtException e) {
      throw new ModelRunException("ONNX Runtime failed on %d rows of %d tokens: %s".formatted(batch.size(), batch.length(), e.getMessage()), e);
    }
  }

  private static float[] read(ModelOutput output, OnnxValue value, int rows) {
    float[] values = new float[rows * output.width()];
    var buffer = ((OnnxTensor) value).getFloatBuffer();
    if (buffer.remaining() != values.length) {
      throw MillraceException.data("Output '%s' gave %d values for %d rows; expected %d a row", output.name(), buffer.remaining(), rows, output.width());
    }
    buffer.get(values);
    return values;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      options.close();
    }
  }
}
