package dev.millrace.session;

/** A named output of {@code [rows, width]} float32. */
public record ModelOutput(String name, int width) {}
