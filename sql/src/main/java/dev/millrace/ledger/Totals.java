package dev.millrace.ledger;

import dev.millrace.decision.Usage;
import java.util.Map;

/**
 * What a run did so far, over all its finished slices, each document once.
 *
 * @param usage what the documents became is counted in the last reading of each slice; what the work took (tokens,
 *     windows, nanoseconds), over every reading
 * @param counters further sums by name, over every reading; those of rejections ({@code rejected.*}) of the last one
 * @param finishedSlices in the pass at hand
 * @param earlierSeconds that former drivers of the run were at work, from their first attempt's start to their last's end
 */
public record Totals(Usage usage, Map<String, Long> counters, int finishedSlices, double earlierSeconds) {}
