package dev.millrace.jobs.classify;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.ledger.LeasedRun;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.InputSpec;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;

/**
 * All that an executor needs to know of a run; travels once with the stage.
 *
 * @param modelVersion what the bundle must be where it is loaded; null for a pipeline without tasks
 * @param firstAttempt number of a slice's first attempt under this plan: earlier plans of the run have numbered theirs
 * @param finished slices that need no work
 * @param goldTasks tasks whose gold label is the row's gold value at the same place
 * @param callers model calls at once; 0 for one a core
 * @param connections database connections that one executor may hold
 * @param cachedAnswers answers kept for identical texts; 0 computes each text
 * @param recompute true decides unchanged documents again
 * @param notBefore older rows are not read; null for no bound
 */
record SlicePlan(
    LeasedRun run, DatabaseSettings database, PipelinePlan pipeline, String modelVersion, InputSpec input, int firstAttempt, BitSet finished,
    ArrayList<String> goldTasks, int callers, int connections, int cachedAnswers, boolean recompute,
    Instant notBefore) implements Serializable {}
