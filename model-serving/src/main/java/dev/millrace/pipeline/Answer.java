package dev.millrace.pipeline;

import dev.millrace.decision.Decision;
import java.util.List;

/** What the model says of a text, whichever documents bear it. */
record Answer(List<Decision> decisions, boolean truncated) {}
