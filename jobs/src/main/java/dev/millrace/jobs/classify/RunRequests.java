package dev.millrace.jobs.classify;

import dev.millrace.bundle.Bundle;
import dev.millrace.cli.Version;
import dev.millrace.jobs.source.Input;
import dev.millrace.ledger.ModelVersion;
import dev.millrace.ledger.RunRequest;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.ResolvedRule;
import dev.millrace.pipeline.spec.PipelineSpec;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** What the ledger is told of a run. */
final class RunRequests {
  private static final int SLICE_BYTES = 4 << 20;
  private static final int MOST_SLICES = 8_192;

  private RunRequests() {}

  static RunRequest of(JobRequest request, BoundPipeline bound, Input input, SparkSession spark) {
    PipelineSpec spec = request.spec();
    Map<String, Double> thresholds = new HashMap<>();
    for (ResolvedRule rule : bound.rules()) {
      thresholds.put(rule.task(), rule.threshold());
    }
    String name = name(spec);
    int slices = request.slices() > 0 ? request.slices() : slices(input.bytes(), spark.sparkContext().defaultParallelism());
    return new RunRequest(request.runId() == null ? newRunId(name) : request.runId(), name, spec.canonicalHash(), spec.input().source(),
        input.fingerprint(), slices, modelVersion(bound.bundle()), thresholds,
        spec.fields().isEmpty() ? null : HexFormat.of().formatHex(bound.extractor().ruleHash()),
        spec.owner(), spec.costCenter(), Version.OF_MILLRACE, input.settings());
  }

  /** The pipeline's, as the ledger knows it. */
  static String name(PipelineSpec spec) {
    return spec.name() == null ? spec.input().source() : spec.name();
  }

  /** Enough that every core has several and that a lost one costs little; few enough that each is worth a transaction. */
  private static int slices(long bytes, int cores) {
    return (int) Math.max(4L * cores, Math.min(MOST_SLICES, bytes / SLICE_BYTES + 1));
  }

  private static ModelVersion modelVersion(Bundle bundle) {
    return bundle == null ? null : new ModelVersion(bundle.version(), bundle.name(), bundle.precision().label(), bundle.describe());
  }

  private static String newRunId(String pipeline) {
    String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC).format(Instant.now());
    return "%s-%s-%04x".formatted(pipeline, time, new SecureRandom().nextInt(1 << 16));
  }
}
