package dev.millrace.write;

import dev.millrace.decision.Decision;
import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.RejectionReason;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.decision.Span;
import dev.millrace.decision.Status;
import dev.millrace.decision.Usage;
import dev.millrace.document.Document;
import dev.millrace.document.DocumentHeader;
import dev.millrace.document.Part;
import dev.millrace.ledger.ModelVersion;
import dev.millrace.ledger.RunRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Requests and outcomes for tests; a document's answers follow from its text. */
public final class Samples {
  public static final String SOURCE = "helpdesk";
  public static final String RULES = "f".repeat(64);
  public static final Usage USAGE = usage(10, 10, 0, 0);

  private Samples() {}

  public static RunRequest request(String runId) {
    return request(runId, "a", 0.9, RULES);
  }

  /** @param model one hex digit, repeated for a version */
  public static RunRequest request(String runId, String model, Double threshold, String rules) {
    Map<String, Double> thresholds = new HashMap<>();
    thresholds.put("category", threshold);
    return new RunRequest(runId, "support-tickets", "p1", SOURCE, "files-1", 4,
        new ModelVersion(model.repeat(64), "models/support", "fp32", "{}"), thresholds, rules, "support-ops", "CC-1", "0.1.0");
  }

  public static RunRequest withInput(RunRequest request, String pipelineHash, String fingerprint) {
    return new RunRequest(request.runId(), request.pipeline(), pipelineHash, request.source(), fingerprint, request.slices(),
        request.modelVersion(), request.thresholds(), request.ruleHash(), request.owner(), request.costCenter(), request.millraceVersion());
  }

  public static Usage usage(long documents, long decided, long rejected, long skipped) {
    return new Usage(documents, decided, rejected, skipped, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 13);
  }

  public static DocumentHeader header(String id, String text, Instant time) {
    return new Document(SOURCE, id, List.of(Part.plain("body", text)), time, Map.of("product", "tea\u0000pot ☕"), false).header();
  }

  /** One decision on {@code category} (0.95, accepted from 0.9) and as many fields as the text has words. */
  public static Outcome decided(String id, String text, Instant time) {
    String[] words = text.split(" ");
    List<ExtractedField> fields = IntStream.range(0, words.length)
        .mapToObj(i -> new ExtractedField("word", i, "regex", new Span("body", i, i + 1), words[i], words[i], true, null)).toList();
    return new Outcome.Decided(header(id, text, time), List.of(decision(words[0], 0.95f, 0.9)), fields, new Outcome.Cost(5, 1, false, false));
  }

  public static Decision decision(String label, float score, Double threshold) {
    return new Decision("category", List.of(new ScoredLabel(label, score), new ScoredLabel("ünlike\uD83D\uDE00ly", 1 - score)),
        threshold == null || score >= threshold ? Status.ACCEPTED : Status.ABSTAINED, threshold, 1);
  }

  /** Decided without fields, for runs without rules. */
  public static Outcome withoutFields(String id, String text) {
    return new Outcome.Decided(header(id, text, null), List.of(decision(text.split(" ")[0], 0.95f, 0.9)), List.of(), new Outcome.Cost(5, 1, false, false));
  }

  public static Outcome unchanged(String id, String text) {
    return new Outcome.Unchanged(header(id, text, null));
  }

  public static Outcome rejected(String key, RejectionReason reason) {
    return new Outcome.Rejected(key, key, reason, null);
  }
}
