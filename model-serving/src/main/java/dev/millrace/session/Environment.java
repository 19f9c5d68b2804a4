package dev.millrace.session;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** ONNX Runtime's environment of this JVM. */
final class Environment {
  /** ONNX Runtime 1.29 matches a recursive regex against the process's command line: a class path of 20,000 characters overflows an ordinary thread's stack. */
  private static final long STACK_BYTES = 256L << 20;

  private static OrtEnvironment shared;

  private Environment() {}

  /** Made by the first call; not in a static initialiser, which the other thread would wait for. */
  static synchronized OrtEnvironment shared() {
    if (shared == null) {
      shared = create();
    }
    return shared;
  }

  private static OrtEnvironment create() {
    FutureTask<OrtEnvironment> creation = new FutureTask<>(() -> OrtEnvironment.getEnvironment("millrace"));
    new Thread(null, creation, "onnxruntime-environment", STACK_BYTES).start();
    try {
      return creation.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("ONNX Runtime cannot start", e.getCause());
    }
  }
}
