package dev.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.batch.BatchLimits;
import dev.millrace.batch.TokenBatch;
import dev.millrace.bundle.Bundle;
import dev.millrace.bundle.TextTemplate;
import dev.millrace.decision.Decision;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Decided;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.RejectionReason;
import dev.millrace.decision.ScoredLabel;
import dev.millrace.decision.Usage;
import dev.millrace.document.Document;
import dev.millrace.document.Part;
import dev.millrace.extract.FieldExtractor;
import dev.millrace.extract.FieldRule;
import dev.millrace.extract.FieldType;
import dev.millrace.serving.LoadedModel;
import dev.millrace.serving.TinyBundle;
import dev.millrace.session.CpuDevice;
import dev.millrace.session.Device;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.ModelRunException;
import dev.millrace.session.Precision;
import dev.millrace.session.TextModel;
import dev.millrace.tokenize.TokenizedText;
import dev.millrace.tokenize.Windowing;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentPipelineTest {
  private static final String LONG = "the parcel never arrived and nobody called me back about the refund ".repeat(4);
  // Sums over rows of other lengths run in another order: the last bits differ.
  private static final Offset<Float> TOLERANCE = within(1e-5f);
  private static final FieldExtractor NO_FIELDS = FieldExtractor.of(List.of(), null);

  @TempDir
  private static Path directory;
  private static Bundle bundle;
  private static LoadedModel model;
  private static List<Scoring> tasks;
  private final Meter meter = new Meter();

  @BeforeAll
  static void load() {
    bundle = Bundle.open(TinyBundle.write(directory));
    model = load(new CpuDevice(2), bundle.windowing());
    tasks = bundle.tasks().stream().map(task -> new Scoring(task.name(), task, null)).toList();
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void outcomesComeInTheOrderOfTheDocuments() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      documents.add(document("" + i, i % 7 == 3 ? " " : "refund ".repeat(59 - i) + i));
    }
    List<Outcome> outcomes = pipeline(100).decide(documents, meter);
    for (int i = 0; i < 60; i++) {
      assertThat(id(outcomes.get(i))).isEqualTo("" + i);
      assertThat(outcomes.get(i)).isInstanceOf(i % 7 == 3 ? Rejected.class : Decided.class);
    }
    assertThat(meter.usage()).extracting(Usage::documents, Usage::decided, Usage::rejected).containsExactly(60L, 51L, 9L);
  }

  @Test
  void aDocumentAloneGetsTheSameScoresAsInABatch() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      documents.add(document("" + i, "my parcel ".repeat(i * 7 % 30 + 1)));
    }
    List<Outcome> together = pipeline(0).decide(documents, meter);
    for (int i = 0; i < documents.size(); i++) {
      Outcome alone = pipeline(0).decide(List.of(documents.get(i)), meter).get(0);
      for (int task = 0; task < tasks.size(); task++) {
        List<ScoredLabel> expected = decision(alone, task).topK();
        List<ScoredLabel> found = decision(together.get(i), task).topK();
        assertThat(found).extracting(ScoredLabel::label).isEqualTo(expected.stream().map(ScoredLabel::label).toList());
        for (int k = 0; k < expected.size(); k++) {
          assertThat(found.get(k).score()).isCloseTo(expected.get(k).score(), TOLERANCE);
        }
      }
    }
  }

  @Test
  void anIdenticalTextIsComputedOnceAndCountedAsDuplicate() {
    List<Outcome> outcomes = pipeline(100).decide(List.of(document("1", "same"), document("2", "other"), document("3", "same")), meter);
    assertThat(((Decided) outcomes.get(2)).decisions()).isEqualTo(((Decided) outcomes.get(0)).decisions());
    assertThat(((Decided) outcomes.get(2)).cost()).isEqualTo(new Outcome.Cost(0, 0, false, true));
    assertThat(((Decided) outcomes.get(0)).cost().duplicate()).isFalse();
    assertThat(meter.usage()).extracting(Usage::decided, Usage::duplicates, Usage::windows).containsExactly(3L, 1L, 2L);
  }

  @Test
  void anAnswerIsKeptForLaterDocuments() {
    DocumentPipeline pipeline = pipeline(100);
    Outcome first = pipeline.decide(List.of(document("1", LONG.repeat(3))), meter).get(0);
    Outcome later = pipeline.decide(List.of(document("2", LONG.repeat(3))), meter).get(0);
    assertThat(decision(later, 0)).isEqualTo(decision(first, 0));
    assertThat(((Decided) later).cost()).isEqualTo(new Outcome.Cost(0, 0, true, true));
    assertThat(meter.usage()).extracting(Usage::duplicates, Usage::truncated, Usage::windows).containsExactly(1L, 2L, 3L);
  }

  @Test
  void withoutACacheEveryTextIsComputed() {
    pipeline(0).decide(List.of(document("1", "same"), document("2", "same")), meter);
    assertThat(meter.usage()).extracting(Usage::decided, Usage::duplicates, Usage::windows).containsExactly(2L, 0L, 2L);
  }

  @Test
  void anAnswerThatIsForgottenMeanwhileStillServesTheWholeWindow() {
    DocumentPipeline pipeline = pipeline(1);
    pipeline.decide(List.of(document("0", "same")), meter);
    List<Work> window = new AbstractList<>() {
      @Override
      public Work get(int index) {
        if (index == 1) {
          pipeline.decide(List.of(document("x", "pushes the other answer out")), new Meter());
        }
        return Work.all(document("" + index, "same"));
      }

      @Override
      public int size() {
        return 2;
      }
    };
    assertThat(pipeline.decide(pipeline.prepare(window, meter), meter)).hasOnlyElementsOfType(Decided.class);
  }

  @Test
  void whereOnlyFieldsAreDueNoModelRuns() {
    FieldExtractor extractor = FieldExtractor.of(List.of(FieldRule.of("mail", FieldType.URL)), null);
    DocumentPipeline pipeline = new DocumentPipeline(model, bundle.template(), tasks, extractor, 100);
    Work fieldsOnly = new Work(document("1", "see https://example.com/x"), false);
    Decided decided = (Decided) pipeline.decide(pipeline.prepare(List.of(fieldsOnly), meter), meter).get(0);
    assertThat(decided.decisions()).isEmpty();
    assertThat(decided.fields()).singleElement().satisfies(field -> assertThat(field.raw()).isEqualTo("https://example.com/x"));
    assertThat(meter.usage()).extracting(Usage::tokens, Usage::fields, Usage::decided).containsExactly(0L, 1L, 1L);
  }

  @Test
  void aPipelineMayHaveNoModelAtAll() {
    FieldExtractor extractor = FieldExtractor.of(List.of(FieldRule.of("mail", FieldType.URL)), null);
    DocumentPipeline pipeline = new DocumentPipeline(null, TextTemplate.of("*"), List.of(), extractor, 100);
    assertThat(pipeline.decide(List.of(document("1", "nothing here")), meter).get(0))
        .isInstanceOfSatisfying(Decided.class, decided -> assertThat(decided.decisions()).isEmpty());
  }

  @Test
  void blankTextIsRejected() {
    assertThat(pipeline(100).decide(List.of(document("1", " \n\t ")), meter)).containsExactly(new Rejected("1", "1", RejectionReason.EMPTY_TEXT, null));
  }

  @Test
  void aMissingRequiredFieldRejectsTheDocumentByTheFieldsName() {
    FieldExtractor extractor = FieldExtractor.of(List.of(FieldRule.of("link", FieldType.URL).mandatory()), null);
    DocumentPipeline pipeline = new DocumentPipeline(model, bundle.template(), tasks, extractor, 100);
    assertThat(pipeline.decide(List.of(document("1", "no link")), meter)).containsExactly(new Rejected("1", "1", RejectionReason.MISSING_FIELD, "link"));
    assertThat(meter.usage().tokens()).isZero();
  }

  @Test
  void aTextOnWhichTheModelFailsIsRejectedWithItsDuplicatesAndNoOther() {
    Document poison = document("1", LONG);
    try (LoadedModel choking = load(new Choking(32), bundle.windowing())) {
      DocumentPipeline pipeline = new DocumentPipeline(choking, bundle.template(), tasks, NO_FIELDS, 100);
      List<Outcome> outcomes = pipeline.decide(List.of(poison, document("2", "short"), document("3", LONG)), meter);
      assertThat(outcomes.get(0)).isEqualTo(new Rejected("1", "1", RejectionReason.FAILED, "the model failed on this text even alone"));
      assertThat(outcomes.get(1)).isInstanceOf(Decided.class);
      assertThat(outcomes.get(2)).isInstanceOf(Rejected.class);
      assertThat(meter.usage()).extracting(Usage::decided, Usage::rejected).containsExactly(1L, 2L);
    }
  }

  @Test
  void windowsAreAveragedByTheirTokens() {
    TokenizedText text = model.tokenize(LONG);
    assertThat(text.windows()).hasNumberOfRows(3);
    float[][] merged = model.run(List.of(text), (batch, nanos) -> { })[0];
    for (int output = 0; output < merged.length; output++) {
      double[] sum = new double[merged[output].length];
      double tokens = 0;
      for (int[] window : text.windows()) {
        float[] alone = model.run(List.of(new TokenizedText(new int[][] {window}, false)), (batch, nanos) -> { })[0][output];
        int weight = window.length - 2;
        tokens += weight;
        for (int i = 0; i < sum.length; i++) {
          sum[i] += weight * alone[i];
        }
      }
      for (int i = 0; i < sum.length; i++) {
        assertThat(merged[output][i]).isCloseTo((float) (sum[i] / tokens), TOLERANCE);
      }
    }
  }

  @Test
  void twoHundredThousandCharactersAreDecidedOnTheFirstWindows() {
    Decided decided = (Decided) pipeline(100).decide(List.of(document("1", "refund ".repeat(28_572))), meter).get(0);
    assertThat(decided.cost()).isEqualTo(new Outcome.Cost(96, 3, true, false));
    assertThat(decided.decisions()).allMatch(decision -> decision.windows() == 3);
    assertThat(meter.usage()).extracting(Usage::truncated, Usage::tokens, Usage::windows).containsExactly(1L, 96L, 3L);
  }

  @Test
  void repairedDocumentsAreCounted() {
    pipeline(100).decide(List.of(new Document("s", "1", List.of(Part.plain("body", "a\uFFFD")), null, Map.of(), true)), meter);
    assertThat(meter.usage().repaired()).isEqualTo(1);
  }

  /** The real model, but it fails on windows of this many tokens. */
  private record Choking(int length) implements Device {
    @Override
    public String name() {
      return "choking";
    }

    @Override
    public int callers() {
      return 1;
    }

    @Override
    public BatchLimits limits(Precision precision) {
      return BatchLimits.CPU;
    }

    @Override
    public TextModel load(Path graph, List<ModelOutput> outputs) {
      TextModel real = new CpuDevice(1).load(graph, outputs);
      return new TextModel() {
        @Override
        public List<ModelOutput> outputs() {
          return real.outputs();
        }

        @Override
        public float[][] run(TokenBatch batch) {
          if (batch.length() >= length) {
            throw new ModelRunException("cannot", null);
          }
          return real.run(batch);
        }

        @Override
        public void close() {
          real.close();
        }
      };
    }
  }

  private static LoadedModel load(Device device, Windowing windowing) {
    return LoadedModel.load(bundle.graph(), bundle.tokenizer(), bundle.outputs(), bundle.precision(), windowing, device);
  }

  private static DocumentPipeline pipeline(int cachedAnswers) {
    return new DocumentPipeline(model, bundle.template(), tasks, NO_FIELDS, cachedAnswers);
  }

  private static Document document(String id, String text) {
    return new Document("s", id, List.of(Part.plain("body", text)), null, Map.of(), false);
  }

  private static String id(Outcome outcome) {
    return outcome instanceof Rejected rejected ? rejected.documentId() : ((Decided) outcome).document().id();
  }

  private static Decision decision(Outcome outcome, int task) {
    return ((Decided) outcome).decisions().get(task);
  }
}
