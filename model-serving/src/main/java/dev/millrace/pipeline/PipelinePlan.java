package dev.millrace.pipeline;

import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.BundleTask;
import dev.millrace.bundle.HeldOutPairs;
import dev.millrace.extract.FieldExtractor;
import dev.millrace.extract.FieldRule;
import dev.millrace.extract.HmacKey;
import dev.millrace.extract.Store;
import dev.millrace.failure.MillraceException;
import dev.millrace.fitting.AcceptThreshold;
import dev.millrace.fitting.HeldOut;
import dev.millrace.fitting.Promise;
import dev.millrace.pipeline.spec.AcceptRule;
import dev.millrace.pipeline.spec.PipelineSpec;
import dev.millrace.pipeline.spec.TaskSpec;
import dev.millrace.pipeline.spec.TextColumn;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.Windowing;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What of a pipeline file decides documents; travels to the executors, which bind it to the bundle themselves.
 *
 * @param bundle where the bundle lies; null for a pipeline of fields only
 * @param precision null takes the bundle's
 * @param parts names of the text parts
 * @param windowing null takes the bundle's; another one makes another model version
 */
public record PipelinePlan(
    String bundle, Precision precision, ArrayList<TaskSpec> tasks, ArrayList<FieldRule> fields, ArrayList<String> parts, Windowing windowing)
    implements Serializable {

  public static PipelinePlan of(PipelineSpec spec) {
    return new PipelinePlan(spec.tasks().isEmpty() ? null : spec.bundle().location(), spec.precision(),
        new ArrayList<>(spec.tasks()), new ArrayList<>(spec.fields()),
        new ArrayList<>(spec.input().text().stream().map(TextColumn::part).toList()), null);
  }

  public PipelinePlan withWindowing(Windowing other) {
    return new PipelinePlan(bundle, precision, tasks, fields, parts, other);
  }

  /**
   * Opens the bundle and holds it against the plan: precision, tasks, text parts, accept rules. Throws what tells the
   * reader to change the pipeline file or the bundle.
   */
  public BoundPipeline bind() {
    FieldExtractor extractor = FieldExtractor.of(fields, fields.stream().anyMatch(rule -> rule.store() == Store.HASH) ? HmacKey.from(System.getenv()).orElse(null) : null);
    if (bundle == null) {
      return new BoundPipeline(null, List.of(), List.of(), extractor);
    }
    Bundle opened = Bundle.open(Path.of(bundle));
    if (precision != null && precision != opened.precision()) {
      throw MillraceException.usage("The pipeline wants precision %s, but bundle %s has %s only", precision.label(), opened.name(), opened.precision().label());
    }
    opened.template().requireParts(new HashSet<>(parts));
    List<Scoring> scorings = new ArrayList<>();
    List<ResolvedRule> rules = new ArrayList<>();
    for (TaskSpec task : tasks) {
      BundleTask found = find(opened, task.name());
      ResolvedRule rule = resolve(task, found, opened);
      rules.add(rule);
      scorings.add(new Scoring(task.name(), found, rule.threshold()));
    }
    return new BoundPipeline(windowing == null ? opened : opened.withWindowing(windowing), scorings, rules, extractor);
  }

  private BundleTask find(Bundle opened, String name) {
    List<BundleTask> available = opened.tasks();
    if (available.size() == 1 && available.get(0).name() == null && tasks.size() == 1) {
      return available.get(0).named(name);
    }
    return available.stream().filter(task -> name.equals(task.name())).findFirst()
        .orElseThrow(() -> MillraceException.usage("Bundle %s has no task '%s'; it has %s", opened.name(), name,
            available.stream().map(task -> task.name() == null ? "one without a name" : task.name()).toList()));
  }

  private static ResolvedRule resolve(TaskSpec task, BundleTask found, Bundle opened) {
    AcceptRule rule = task.accept();
    if (rule == null) {
      return new ResolvedRule(task.name(), null, null);
    }
    HeldOutPairs pairs = found.heldOut();
    if (pairs.size() == 0) {
      throw MillraceException.data("Task '%s' promises precision %s, but bundle %s has no held-out scores at precision %s. "
          + "Train it with Millrace, or leave accept out.", task.name(), rule.precision(), opened.name(), opened.precision().label());
    }
    List<HeldOut> heldOut = IntStream.range(0, pairs.size()).mapToObj(i -> new HeldOut(pairs.scores()[i], pairs.correct()[i])).toList();
    try {
      AcceptThreshold threshold = AcceptThreshold.of(heldOut, new Promise(rule.precision(), rule.confidence()));
      return new ResolvedRule(task.name(), (double) threshold.threshold(), threshold);
    } catch (MillraceException e) {
      throw new MillraceException(e.kind(), "Task '%s': %s".formatted(task.name(), e.getMessage()), e);
    }
  }
}
