package dev.millrace.ledger;

import java.io.Serializable;
import java.util.Map;

/**
 * What an executor must know of a run to write one of its slices; travels with the task.
 *
 * @param token the lease under which its slices may commit
 * @param pass counts the readings of the input
 * @param modelVersion the surrogate of the model version; null for a pipeline without tasks
 * @param ruleSet the surrogate of the field rules; null for a pipeline without fields
 * @param thresholds the accept rule in force for each task; null where the task has no rule
 * @param directCopy true if the source had no document when the lease was taken
 */
public record LeasedRun(
    long run, String runId, String source, int slices, int pass, long token, Integer modelVersion, Integer ruleSet,
    Map<String, Double> thresholds, boolean directCopy) implements Serializable {}
