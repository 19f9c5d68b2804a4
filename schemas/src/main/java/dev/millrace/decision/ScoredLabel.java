package dev.millrace.decision;

/** A label and its probability in 0..1, calibrated where the bundle has a calibration. */
public record ScoredLabel(String label, float score) {}
