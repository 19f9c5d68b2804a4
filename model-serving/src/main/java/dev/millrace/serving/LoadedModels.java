package dev.millrace.serving;

import dev.millrace.bundle.Bundle;
import dev.millrace.session.Device;
import dev.millrace.session.ModelOutput;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models of this JVM: one session per (model version, outputs, device), shared by all task threads. Static, because an
 * executor JVM has no other place that outlives a task; models stay loaded until the JVM ends or {@link #closeAll}.
 */
public final class LoadedModels {
  private static final Map<Key, LoadedModel> MODELS = new ConcurrentHashMap<>();

  private record Key(String version, List<ModelOutput> outputs, String device) {}

  private LoadedModels() {}

  /** Loads the bundle on first use; other threads asking for it meanwhile wait. */
  public static LoadedModel shared(Bundle bundle, List<ModelOutput> outputs, Device device) {
    return MODELS.computeIfAbsent(new Key(bundle.version(), List.copyOf(outputs), device.name()),
        key -> LoadedModel.load(bundle.graph(), bundle.tokenizer(), outputs, bundle.precision(), bundle.windowing(), device));
  }

  /** Closes every model. No thread may use one any more. */
  public static void closeAll() {
    MODELS.values().removeIf(model -> {
      model.close();
      return true;
    });
  }
}
