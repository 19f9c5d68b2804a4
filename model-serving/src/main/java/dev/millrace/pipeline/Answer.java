package dev.millrace.pipeline;

import dev.millrace.decision.Decision;
import java.util.List;

/**
 * What the model says of a text, whichever documents bear it.
 *
 * @param documentId the document that it was computed for: the same one again is no duplicate, but another try at it
 */
record Answer(String documentId, List<Decision> decisions, boolean truncated) {}
