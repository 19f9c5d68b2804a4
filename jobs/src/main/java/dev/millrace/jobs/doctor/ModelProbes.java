package dev.millrace.jobs.doctor;

import dev.millrace.bundle.EncoderStore;
import dev.millrace.bundle.NamedEncoder;
import dev.millrace.cli.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What runs models, tried in JVMs of their own. */
final class ModelProbes {
  private final Duration patience;

  ModelProbes(Duration patience) {
    this.patience = patience;
  }

  List<Finding> runtime() throws IOException, InterruptedException {
    return tried("ONNX Runtime", Trial.RUNTIME, "Its natives need Linux x86-64 or arm64, or macOS on Apple silicon, and a temporary directory from which programs may be run (not mounted noexec).");
  }

  List<Finding> tokenizer() throws IOException, InterruptedException {
    return tried("tokenizer", Trial.TOKENIZER, "Its natives need glibc 2.34 or newer and a MILLRACE_HOME from which programs may be run (not mounted noexec).");
  }

  List<Finding> spark() throws IOException, InterruptedException {
    return tried("Spark", Trial.SPARK, "Start it through ./millrace, which passes the options that Spark needs on this Java; the loopback address 127.0.0.1 must be usable.");
  }

  private List<Finding> tried(String subject, String trial, String todo) throws IOException, InterruptedException {
    ChildJvm.Answer answer = ChildJvm.ask(Trial.class, patience, trial);
    return List.of(answer.good() ? Finding.ok(subject, answer.text()) : Finding.missing(subject, answer.text(), todo));
  }

  static List<Finding> encoders() {
    String maven = System.getProperty("millrace.mvn", "");
    return encoders(NamedEncoder.ALL.stream().filter(EncoderStore::isAtHand).toList(), maven);
  }

  /** @param maven the program; blank if there is none */
  static List<Finding> encoders(List<NamedEncoder> atHand, String maven) {
    String names = atHand.stream().map(NamedEncoder::name).collect(Collectors.joining(", "));
    String toFetch = NamedEncoder.ALL.stream().filter(encoder -> !atHand.contains(encoder))
        .map(encoder -> "%s (%d MB)".formatted(encoder.name(), encoder.megabytes())).collect(Collectors.joining(", "));
    String found = atHand.isEmpty() ? "none at hand" : "at hand: " + names;
    if (toFetch.isEmpty()) {
      return List.of(Finding.ok("encoders", found));
    }
    if (!maven.isBlank()) {
      return List.of(Finding.ok("encoders", found + "; fetched through Maven when first used: " + toFetch));
    }
    String todo = "Install Maven 3.8 or newer, or give train --encoder a directory.";
    String lacking = found + "; no Maven to fetch " + toFetch;
    return List.of(atHand.isEmpty() ? Finding.missing("encoders", lacking, todo) : Finding.warning("encoders", lacking, todo));
  }
}
