package dev.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bundle.Manifest;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.AcceptRule;
import dev.millrace.pipeline.spec.TaskSpec;
import dev.millrace.serving.TestModels;
import dev.millrace.serving.TinyBundle;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.Windowing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinePlanTest {
  private static final TaskSpec CATEGORY = new TaskSpec("category", null);
  private static final TaskSpec URGENCY = new TaskSpec("urgency", null);

  @TempDir
  private Path directory;

  @Test
  void onlyTheTasksOfThePipelineAreAskedOfTheGraphInItsOrder() {
    assertThat(tiny(null, URGENCY).bind().outputs()).containsExactly(new ModelOutput("urgency", 2));
    assertThat(tiny(null, URGENCY, CATEGORY).bind().outputs()).containsExactly(new ModelOutput("urgency", 2), new ModelOutput("category", 3));
  }

  @Test
  void anotherPrecisionThanTheBundlesIsRefused() {
    assertRefused(tiny(Precision.INT8, CATEGORY), ErrorKind.USAGE, "The pipeline wants precision int8, but bundle tiny has fp32 only");
    assertThat(tiny(Precision.FP32, CATEGORY).bind().bundle().precision()).isEqualTo(Precision.FP32);
  }

  @Test
  void anUnknownTaskIsRefusedWithTheKnownOnes() {
    assertRefused(tiny(null, new TaskSpec("topic", null)), ErrorKind.USAGE, "Bundle tiny has no task 'topic'; it has [category, urgency]");
  }

  @Test
  void theOnlyTaskOfAnExportBearsWhateverNameThePipelineGives() {
    String export = TestModels.DIRECTORY.resolve("tiny-bert").toString();
    BoundPipeline bound = plan(export, null, List.of("body"), new TaskSpec("topic", null)).bind();
    assertThat(bound.tasks()).singleElement().satisfies(task -> assertThat(task.task().name()).isEqualTo("topic"));
    assertRefused(plan(export, null, List.of("body"), CATEGORY, URGENCY), ErrorKind.USAGE, "it has [one without a name]");
  }

  @Test
  void aPartThatTheTemplateWantsAndThePipelineLacksIsRefused() {
    Manifest.Text text = new Manifest.Text("{subject}\n{body}", 32, 3, 4);
    String bundle = TinyBundle.write(directory, text, TinyBundle.tasks()).toString();
    assertRefused(plan(bundle, null, List.of("body"), CATEGORY), ErrorKind.USAGE, "wants the part 'subject'; the pipeline's input.text gives [body]");
  }

  @Test
  void aPromiseWithoutHeldOutPairsIsRefused() {
    assertRefused(tiny(null, new TaskSpec("urgency", new AcceptRule(0.9, 0.95))), ErrorKind.DATA, "has no held-out scores at precision fp32");
  }

  @Test
  void aPromiseThatThePairsCannotSupportIsRefusedByTask() {
    assertRefused(tiny(null, new TaskSpec("category", new AcceptRule(0.9999, 0.99))), ErrorKind.DATA, "Task 'category': Precision 0.9999");
  }

  @Test
  void aPromiseThatCanBeKeptBecomesAThreshold() {
    BoundPipeline bound = tiny(null, new TaskSpec("category", new AcceptRule(0.9, 0.95)), URGENCY).bind();
    // The lowest 100 of 400 held-out scores, all below 0.25, are wrong; some of them may pass.
    assertThat(bound.rules().get(0).threshold()).isBetween(0.15, 0.25);
    assertThat(bound.tasks().get(0).threshold()).isEqualTo(bound.rules().get(0).threshold());
    assertThat(bound.rules().get(0).describe()).matches("category: accepts from a score of 0\\.\\d{4}; precision at least 0\\.9\\d\\d, covering \\d\\d % of 400 held-out documents");
    assertThat(bound.rules().get(1).threshold()).isNull();
    assertThat(bound.rules().get(1).describe()).isEqualTo("urgency: accepts every decision, promises nothing");
  }

  @Test
  void otherWindowsMakeAnotherModelVersion() {
    PipelinePlan plan = tiny(null, CATEGORY);
    BoundPipeline other = plan.withWindowing(new Windowing(16, 1, 0)).bind();
    assertThat(other.bundle().windowing()).isEqualTo(new Windowing(16, 1, 0));
    assertThat(other.bundle().version()).isNotEqualTo(plan.bind().bundle().version());
  }

  private PipelinePlan tiny(Precision precision, TaskSpec... tasks) {
    return plan(TinyBundle.write(directory).toString(), precision, List.of("body"), tasks);
  }

  private static PipelinePlan plan(String bundle, Precision precision, List<String> parts, TaskSpec... tasks) {
    return new PipelinePlan(bundle, precision, new ArrayList<>(List.of(tasks)), new ArrayList<>(), new ArrayList<>(parts), null);
  }

  private static void assertRefused(PipelinePlan plan, ErrorKind kind, String complaint) {
    assertThatThrownBy(plan::bind)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(complaint);
  }
}
