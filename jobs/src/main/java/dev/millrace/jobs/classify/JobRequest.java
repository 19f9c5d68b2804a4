package dev.millrace.jobs.classify;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.Selection;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.PipelineSpec;
import java.util.List;
import java.util.Map;

/**
 * What one command asks of the nightly job.
 *
 * @param plan of the pipeline; a bench may give it other windows
 * @param inputs paths; empty for a source that reads no files
 * @param gold columns with gold labels, by task
 * @param runId continues the run of that name; null begins a new one
 * @param slices 0 chooses by the input's size
 * @param cachedAnswers 0 computes identical texts again and again
 * @param maxRejected share of documents, 0..1, beyond which the run ends with exit code 4
 * @param maxConnections to the database, over all executors and the driver
 * @param selection of the documents of the inputs
 */
public record JobRequest(
    PipelineSpec spec, PipelinePlan plan, List<String> inputs, Map<String, String> gold, String runId, boolean recompute,
    int slices, int cachedAnswers, double maxRejected, int maxConnections, Selection selection) {
  /** About everything that is in the inputs. */
  public JobRequest(
      PipelineSpec spec, PipelinePlan plan, List<String> inputs, Map<String, String> gold, String runId, boolean recompute,
      int slices, int cachedAnswers, double maxRejected, int maxConnections) {
    this(spec, plan, inputs, gold, runId, recompute, slices, cachedAnswers, maxRejected, maxConnections, Selection.EVERYTHING);
  }

  public JobRequest {
    if (runId != null && runId.isBlank()) {
      throw MillraceException.usage("--run-id must not be blank");
    }
    if (!(maxRejected >= 0 && maxRejected <= 1)) {
      throw MillraceException.usage("--max-rejected is a share of 0 %% to 100 %%, was %s", maxRejected);
    }
    if (maxConnections < 3) {
      throw MillraceException.usage("--max-connections must be at least 3 (one for the driver, two for a task), was %d", maxConnections);
    }
  }
}
