package dev.millrace.bundle;

import static dev.millrace.failure.Require.require;

import dev.millrace.document.TextRepair;
import dev.millrace.failure.MillraceException;
import java.util.List;

/** How much a bundle may hold beside its graph, for which {@link dev.millrace.graph.guard.GraphLimits} speaks. */
public final class BundleLimits {
  public static final long MAX_MANIFEST_BYTES = 16 << 20;
  /** Of config.json and tokenizer_config.json. */
  public static final long MAX_CONFIG_BYTES = 4 << 20;
  public static final long MAX_HEADS_BYTES = 512 << 20;
  /** Of a file of held-out pairs: some four million of them. */
  public static final long MAX_PAIRS_BYTES = 64 << 20;
  public static final int MAX_TASKS = 64;
  /** Of one task. */
  public static final int MAX_LABELS = 10_000;
  /** Characters of a label or of a task's name: they stand in keys and in tables for people. */
  public static final int MAX_LABEL = 256;

  private BundleLimits() {}

  /** Throws DATA unless a bundle may have a task of these labels. */
  public static void check(String task, List<String> labels) {
    try {
      requireLabels(task, labels);
    } catch (IllegalArgumentException e) {
      throw MillraceException.data("%s", e.getMessage());
    }
  }

  static void requireLabels(String task, List<String> labels) {
    if (task != null) {
      requireName("The name of task", task);
    }
    require(labels.size() >= 2, "Task %s needs at least two labels, found %s", task, labels);
    require(labels.size() <= MAX_LABELS, "Task %s has %d labels; at most %d are read", task, labels.size(), MAX_LABELS);
    labels.forEach(label -> requireName("A label of task " + task, label));
    require(labels.stream().distinct().count() == labels.size(), "Task %s has a label twice: %s", task, labels);
  }

  /** Any character is welcome that a database and UTF-8 can carry. */
  private static void requireName(String what, String name) {
    require(name != null && !name.isBlank(), "%s is empty", what);
    require(name.length() <= MAX_LABEL, "%s has %d characters; at most %d are read", what, name.length(), MAX_LABEL);
    require(TextRepair.repair(name).equals(name), "%s holds NUL or half of a character, which no database keeps", what);
  }
}
