package dev.millrace.jobs.check;

import dev.millrace.bundle.Bundle;
import dev.millrace.cli.Finding;
import dev.millrace.decision.Outcome;
import dev.millrace.document.Document;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.classify.Databases;
import dev.millrace.jobs.classify.DocumentMapping.Mapped;
import dev.millrace.pipeline.BoundPipeline;
import dev.millrace.pipeline.DocumentPipeline;
import dev.millrace.pipeline.Meter;
import dev.millrace.pipeline.PipelinePlan;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.session.CpuDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tests all that a pipeline needs, each part even if one before it fails. Writes nothing. */
final class PipelineCheck {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineCheck.class);

  private final PipelineSpec spec;
  private final List<String> inputs;
  private final Consumer<CheckItem> say;

  /** @param inputs empty to leave the source out */
  PipelineCheck(PipelineSpec spec, List<String> inputs, Consumer<CheckItem> say) {
    this.spec = spec;
    this.inputs = List.copyOf(inputs);
    this.say = say;
  }

  /** What is left to show; any of these is null where its part failed or was left out. */
  record Result(SourceCheck.Sample sample, List<Document> documents, List<Outcome> outcomes) {}

  private interface Part<T> {
    T test() throws Exception;
  }

  Result run() {
    BoundPipeline bound = bundleIsWhole() ? test("rules", this::rules) : null;
    SourceCheck.Sample sample = needsInput() ? null : test("source", this::source);
    if (needsInput()) {
      say.accept(CheckItem.skipped("source", "no --input was given"));
    }
    List<Document> documents = sample == null ? null
        : sample.mapped().stream().filter(Mapped.Good.class::isInstance).map(mapped -> ((Mapped.Good) mapped).document()).toList();
    List<Outcome> outcomes = null;
    if (bound != null && documents != null) {
      outcomes = test("documents", () -> decide(bound, documents));
    } else {
      say.accept(CheckItem.skipped("documents", "cannot be decided without %s".formatted(bound == null ? "a bundle and rules that fit" : "a source")));
    }
    test("PostgreSQL", () -> {
      new DatabaseCheck(Databases.settings(spec.database())).items().forEach(say);
      return null;
    });
    return new Result(sample, documents, outcomes);
  }

  /** A table, say, is named by the pipeline file itself. */
  private boolean needsInput() {
    return inputs.isEmpty() && (spec.input().format() == null || InputSpec.formatOf("x." + spec.input().format()) != null);
  }

  private boolean bundleIsWhole() {
    if (spec.tasks().isEmpty()) {
      say.accept(CheckItem.skipped("bundle", "the pipeline has no tasks, and so needs none"));
      return true;
    }
    return null != test("bundle", () -> {
      Bundle bundle = Bundle.open(Path.of(spec.bundle().location()));
      String tasks = bundle.tasks().stream().map(task -> "%s (%d labels)".formatted(task.name() == null ? "one without a name" : task.name(), task.labels().size()))
          .collect(Collectors.joining(", "));
      say.accept(CheckItem.ok("bundle", "%s, %s; tasks: %s; model version %s".formatted(bundle.name(), bundle.precision().label(), tasks, bundle.version().substring(0, 16))));
      return bundle;
    });
  }

  private BoundPipeline rules() {
    BoundPipeline bound = PipelinePlan.of(spec).bind();
    bound.rules().forEach(rule -> say.accept(CheckItem.ok("accept", rule.describe())));
    if (!spec.fields().isEmpty()) {
      say.accept(CheckItem.ok("fields", spec.fields().stream().map(rule -> rule.name()).collect(Collectors.joining(", "))));
    }
    return bound;
  }

  private SourceCheck.Sample source() {
    SourceCheck.Sample sample = new SourceCheck(spec.input(), inputs).read();
    say.accept(CheckItem.ok("source", sample.describe()));
    List<Mapped.Bad> bad = sample.mapped().stream().filter(Mapped.Bad.class::isInstance).map(Mapped.Bad.class::cast).toList();
    if (!bad.isEmpty()) {
      String reasons = bad.stream().map(row -> row.detail() == null ? row.reason().label() : "%s (%s)".formatted(row.reason().label(), row.detail()))
          .distinct().collect(Collectors.joining(", "));
      say.accept(unusable(bad.size(), sample.rows().size(), reasons));
    }
    return sample;
  }

  /** A few bad rows are what a job counts and passes over; when most are, a column or a format is wrong. */
  private static CheckItem unusable(int bad, int rows, String reasons) {
    String found = "%d of %d would be rejected: %s".formatted(bad, rows, reasons);
    String todo = "Is each column of input: the one that is meant, and time_format right?";
    return bad * 2 > rows ? CheckItem.failed("rows", ErrorKind.DATA, found, todo) : new CheckItem(Finding.warning("rows", found, todo), null);
  }

  private List<Outcome> decide(BoundPipeline bound, List<Document> documents) {
    if (documents.isEmpty()) {
      say.accept(CheckItem.skipped("documents", "no row could be made one"));
      return null;
    }
    DocumentPipeline pipeline = bound.load(CpuDevice.ofThisMachine(), 0);
    List<Outcome> outcomes = pipeline.decide(documents, new Meter());
    say.accept(CheckItem.ok("documents", DecisionTable.describe(outcomes)));
    return outcomes;
  }

  /** Null if the part failed. */
  private <T> T test(String subject, Part<T> part) {
    try {
      return part.test();
    } catch (MillraceException e) {
      say.accept(CheckItem.failed(subject, e));
    } catch (Exception | LinkageError e) {
      LOG.error("{} cannot be checked", subject, e);
      say.accept(CheckItem.failed(subject, ErrorKind.BUG, "cannot be checked: " + e.getClass().getSimpleName(), "Please report it; the stack trace is in the log."));
    }
    return null;
  }
}
