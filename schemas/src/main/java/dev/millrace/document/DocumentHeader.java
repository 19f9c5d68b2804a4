package dev.millrace.document;

import java.time.Instant;
import java.util.Map;

/** A document without its text: all that is stored of it. Fields as in {@link Document}. */
public record DocumentHeader(
    String source, String id, ContentHash contentHash, Instant time, Map<String, String> attributes, boolean repaired) {}
