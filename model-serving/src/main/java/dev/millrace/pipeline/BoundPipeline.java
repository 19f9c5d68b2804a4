package dev.millrace.pipeline;

import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.TextTemplate;
import dev.millrace.extract.FieldExtractor;
import dev.millrace.serving.LoadedModels;
import dev.millrace.session.Device;
import dev.millrace.session.ModelOutput;
import java.util.List;

/**
 * A pipeline that fits its bundle, thresholds resolved, not yet on a device.
 *
 * @param bundle null for a pipeline of fields only
 * @param rules one per task, in order
 */
public record BoundPipeline(Bundle bundle, List<Scoring> tasks, List<ResolvedRule> rules, FieldExtractor extractor) {

  /** Loads the model, or shares it with the other threads of this JVM, asking it for this pipeline's tasks only. */
  public DocumentPipeline load(Device device, int cachedAnswers) {
    if (bundle == null) {
      return new DocumentPipeline(null, TextTemplate.of(TextTemplate.ALL_PARTS), tasks, extractor, cachedAnswers);
    }
    return new DocumentPipeline(LoadedModels.shared(bundle, outputs(), device), bundle.template(), tasks, extractor, cachedAnswers);
  }

  /** The graph's outputs that the pipeline asks for. */
  public List<ModelOutput> outputs() {
    return tasks.stream().map(scoring -> new ModelOutput(scoring.task().output(), scoring.task().labels().size())).toList();
  }
}
