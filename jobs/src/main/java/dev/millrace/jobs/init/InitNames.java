package dev.millrace.jobs.init;

import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.BundleTask;
import dev.millrace.bundle.Manifest;
import dev.millrace.cli.TypedCommand;
import dev.millrace.failure.MillraceException;
import dev.millrace.fitting.AcceptThreshold;
import dev.millrace.fitting.HeldOut;
import dev.millrace.fitting.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Names that follow from the input's.
 *
 * @param name of pipeline, source and bundle
 * @param out the pipeline file
 */
record InitNames(String name, Path out) {
  static final Promise PROMISE = new Promise(0.9, 0.95);

  static InitNames of(String input, Path out) {
    String file = input.replaceAll("[/*?\\[\\]{}]+$", "").replaceAll(".*/", "");
    String name = file.replaceAll("\\..*$", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "-").replaceAll("^-+|-+$", "");
    return new InitNames(name.isEmpty() ? "documents" : name, out);
  }

  /** As the pipeline file says it: seen from there. */
  String bundleInFile() {
    return "models/" + name;
  }

  /** As seen from here. */
  Path bundle() {
    return out.getParent() == null ? Path.of(bundleInFile()) : out.getParent().resolve(bundleInFile());
  }

  TypedCommand trainCommand(String input, Choice choice) {
    return TypedCommand.of("./millrace", "train", "--input", input, "--id", choice.id().name(),
        "--text", choice.texts().stream().map(ColumnProfile::name).collect(Collectors.joining(",")),
        "--label", choice.label().name(), "--out", bundle().toString());
  }

  /** Rules by task of the bundle that is there, if it is: those that it can promise. Empty if there is none. */
  Map<String, String> tasksOfBundle(Choice choice) {
    Map<String, String> rules = new LinkedHashMap<>();
    if (Files.exists(bundle().resolve(Manifest.FILE))) {
      Bundle found = Bundle.open(bundle());
      found.template().requireParts(choice.texts().stream().map(ColumnProfile::name).collect(Collectors.toSet()));
      found.tasks().forEach(task -> rules.put(task.name(), rule(task)));
    }
    return rules;
  }

  private static String rule(BundleTask task) {
    List<HeldOut> heldOut = IntStream.range(0, task.heldOut().size()).mapToObj(i -> new HeldOut(task.heldOut().scores()[i], task.heldOut().correct()[i])).toList();
    try {
      AcceptThreshold.of(heldOut, PROMISE);
      return "accept: {precision: %s, confidence: %s}".formatted(PROMISE.precision(), PROMISE.confidence());
    } catch (MillraceException e) {
      // The promise cannot be kept with so few or so hard documents; without a rule every decision is accepted.
      return "";
    }
  }
}
