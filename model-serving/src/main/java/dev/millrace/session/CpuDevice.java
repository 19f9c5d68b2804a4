package dev.millrace.session;

import dev.millrace.batch.BatchLimits;
import dev.millrace.failure.MillraceException;
import java.nio.file.Path;
import java.util.List;

/**
 * The CPU: one session, one thread inside it, as many callers as cores. Two callers on one session scale as two sessions
 * do; threads inside a session lose up to 38 % against callers, and collapse beside a foreign busy process.
 *
 * @param callers model calls at once
 * @param threads inside one call
 */
public record CpuDevice(int callers, int threads) implements Device {
  public CpuDevice(int callers) {
    this(callers, 1);
  }

  /** As many callers as this JVM sees processors. */
  public static CpuDevice ofThisMachine() {
    return new CpuDevice(Runtime.getRuntime().availableProcessors());
  }

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public BatchLimits limits(Precision precision) {
    return switch (precision) {
      case FP32 -> BatchLimits.CPU;
      case INT8 -> BatchLimits.ONE_ROW;
      case FP16 -> throw MillraceException.usage(
          "Precision fp16 needs a GPU: a CPU runs it four times slower than fp32. Use precision fp32 or int8.");
    };
  }

  @Override
  public TextModel load(Path graph, List<ModelOutput> outputs) {
    return OnnxTextModel.load(graph, outputs, threads);
  }
}
