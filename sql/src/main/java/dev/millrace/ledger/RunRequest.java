package dev.millrace.ledger;

import static dev.millrace.failure.Require.require;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a driver wants to run.
 *
 * @param pipelineHash over everything in the pipeline file that can change a result
 * @param sourceFingerprint files, sizes, times; or a query's upper bound
 * @param slices wanted; a continued run keeps the number it began with
 * @param modelVersion null for a pipeline without tasks
 * @param thresholds the accept rule in force for each task of the pipeline; null where the task has no rule
 * @param ruleHash SHA-256 in hex over all field rules; null for a pipeline without fields
 * @param selection which documents of the source were asked for, by option; kept with the run's settings
 * @param owner null if the pipeline names none; costCenter likewise
 */
public record RunRequest(
    String runId, String pipeline, String pipelineHash, String source, String sourceFingerprint, int slices,
    ModelVersion modelVersion, Map<String, Double> thresholds, String ruleHash, String owner, String costCenter, String millraceVersion,
    Map<String, Object> selection) {
  /** About all documents of its source. */
  public RunRequest(
      String runId, String pipeline, String pipelineHash, String source, String sourceFingerprint, int slices,
      ModelVersion modelVersion, Map<String, Double> thresholds, String ruleHash, String owner, String costCenter, String millraceVersion) {
    this(runId, pipeline, pipelineHash, source, sourceFingerprint, slices, modelVersion, thresholds, ruleHash, owner, costCenter, millraceVersion, Map.of());
  }

  public RunRequest {
    require(!runId.isBlank(), "runId must not be blank");
    require(!source.isBlank(), "source must not be blank");
    require(slices >= 1, "slices must be at least 1, was %d", slices);
    require(thresholds.isEmpty() || modelVersion != null, "Tasks need a model version");
    selection = Collections.unmodifiableMap(new TreeMap<>(selection));
    thresholds = Collections.unmodifiableMap(new TreeMap<>(thresholds));
  }
}
