package dev.millrace.jobs.classify;

import java.util.Map;

/**
 * How a run ended.
 *
 * @param alreadyComplete true if it had ended before this command
 */
public record JobResult(String runId, int exitCode, boolean alreadyComplete, Map<String, Object> summary) {}
