package dev.millrace.bundle;

import static dev.millrace.failure.Require.require;

import dev.millrace.bundle.Manifest.Activation;
import java.util.List;

/**
 * A task as a bundle answers it.
 *
 * @param name null in an export that does not name its only task; a pipeline with one task may then call it as it likes
 * @param output the graph's output
 * @param labels in logit order
 * @param temperature 1 if uncalibrated
 * @param heldOut (score, correct) pairs; empty if the bundle has none
 */
public record BundleTask(
    String name, String output, List<String> labels, Activation activation, double temperature, HeldOutPairs heldOut) {
  public BundleTask {
    BundleLimits.requireLabels(name, labels);
    labels = List.copyOf(labels);
    require(temperature > 0 && temperature < Double.POSITIVE_INFINITY, "The temperature of task %s must be positive, was %s", name, temperature);
  }

  public boolean calibrated() {
    return heldOut.size() > 0;
  }

  public BundleTask named(String name) {
    return new BundleTask(name, output, labels, activation, temperature, heldOut);
  }
}
