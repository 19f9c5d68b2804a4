package dev.millrace.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.util.List;

/**
 * ONNX Runtime as it is installed. Loads its natives, which may end the JVM on a machine that lacks something.
 *
 * @param providers what it can run models on, such as {@code CPU}
 */
public record InstalledRuntime(String version, List<String> providers) {
  public static InstalledRuntime look() {
    OrtEnvironment environment = Environment.shared();
    return new InstalledRuntime(environment.getVersion(), OrtEnvironment.getAvailableProviders().stream().map(OrtProvider::getName).sorted().toList());
  }
}
