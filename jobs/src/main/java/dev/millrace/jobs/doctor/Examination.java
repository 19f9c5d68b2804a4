package dev.millrace.jobs.doctor;

import dev.millrace.cli.Finding;
import dev.millrace.failure.MillraceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs probes side by side, each by itself: one that throws, hangs or lacks a class becomes a finding, and the others go on. */
final class Examination {
  private final Map<String, Probe> probes = new LinkedHashMap<>();
  private final Duration patience;

  Examination(Duration patience) {
    this.patience = patience;
  }

  /** @param subject of the finding if the probe itself fails */
  Examination add(String subject, Probe probe) {
    probes.put(subject, probe);
    return this;
  }

  /** In the order in which the probes were added. */
  List<Finding> run() {
    Map<String, CompletableFuture<List<Finding>>> running = new LinkedHashMap<>();
    probes.forEach((subject, probe) -> running.put(subject, start(subject, probe)));
    List<Finding> findings = new ArrayList<>();
    running.forEach((subject, result) -> findings.addAll(await(subject, result)));
    return findings;
  }

  private static CompletableFuture<List<Finding>> start(String subject, Probe probe) {
    CompletableFuture<List<Finding>> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> {
      try {
        result.complete(probe.look());
      } catch (Throwable e) {
        // A class that cannot be linked is an Error, and what a doctor is for.
        result.completeExceptionally(e);
      }
    }, "probe " + subject);
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private List<Finding> await(String subject, CompletableFuture<List<Finding>> result) {
    try {
      return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return List.of(Finding.missing(subject, "no answer within %d s".formatted(patience.toSeconds()), "Is the machine overloaded, or a disk or a network drive hanging? Run doctor again."));
    } catch (ExecutionException e) {
      return List.of(failed(subject, e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Finding failed(String subject, Throwable e) {
    return e instanceof MillraceException known
        ? Finding.missing(subject, known.getMessage(), "Mend that, then run doctor again.")
        : Finding.missing(subject, "cannot be examined: " + e, "Please report this line with the others.");
  }
}
