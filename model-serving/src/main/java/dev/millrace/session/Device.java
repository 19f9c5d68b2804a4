package dev.millrace.session;

import dev.millrace.batch.BatchLimits;
import java.nio.file.Path;
import java.util.List;

/** Something that runs models: the CPU, a GPU, a fake of a test. */
public interface Device {
  /** As stored with usage: {@code cpu}, {@code cuda:0}. */
  String name();

  /** Threads that should call {@link TextModel#run} at once. */
  int callers();

  /** What one call should hold for a model of this precision. Throws USAGE if the device cannot serve it. */
  BatchLimits limits(Precision precision);

  /** Loads a graph and checks that it has exactly the named outputs and widths among its own. */
  TextModel load(Path graph, List<ModelOutput> outputs);
}
