package dev.millrace.pipeline;

import dev.millrace.bundle.TextTemplate;
import dev.millrace.decision.Decision;
import dev.millrace.decision.Outcome;
import dev.millrace.decision.Outcome.Cost;
import dev.millrace.decision.Outcome.Decided;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.RejectionReason;
import dev.millrace.document.ContentHash;
import dev.millrace.document.Document;
import dev.millrace.document.DocumentHeader;
import dev.millrace.document.Part;
import dev.millrace.extract.Extraction;
import dev.millrace.extract.FieldExtractor;
import dev.millrace.pipeline.Prepared.Item;
import dev.millrace.serving.LoadedModel;
import dev.millrace.tokenize.TokenizedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From documents to outcomes: fields, tokens, one encoder pass for all tasks, calibrated decisions. Batch and stream both
 * go through here and differ in nothing but who hands over the documents; writing is the caller's.
 *
 * <p>Two steps, so that a caller can prepare the next documents while the model runs the current ones. Thread-safe.
 */
public final class DocumentPipeline {
  /** Answers kept for identical texts, about 300 bytes each. */
  public static final int CACHED_ANSWERS = 100_000;

  private final LoadedModel model;
  private final TextTemplate template;
  private final List<Scoring> tasks;
  private final FieldExtractor extractor;
  private final AnswerCache cache;

  /**
   * @param model null for a pipeline of fields only; its outputs are those of {@code tasks}, in order
   * @param cachedAnswers 0 computes identical texts again and again, for benches
   */
  public DocumentPipeline(LoadedModel model, TextTemplate template, List<Scoring> tasks, FieldExtractor extractor, int cachedAnswers) {
    this.model = model;
    this.template = template;
    this.tasks = List.copyOf(tasks);
    this.extractor = extractor;
    this.cache = cachedAnswers == 0 ? null : new AnswerCache(cachedAnswers);
  }

  public List<Scoring> tasks() {
    return tasks;
  }

  /** Hashes, extracts and tokenises; needs no model call. Item i of the result belongs to document i. */
  public Prepared prepare(List<Work> documents, Meter meter) {
    List<Item> items = new ArrayList<>(documents.size());
    Map<ContentHash, Integer> firstOf = new HashMap<>();
    for (Work work : documents) {
      items.add(prepare(work, items.size(), firstOf, meter));
    }
    return new Prepared(items);
  }

  private Item prepare(Work work, int place, Map<ContentHash, Integer> firstOf, Meter meter) {
    Document document = work.document();
    DocumentHeader header = document.header();
    if (document.isBlank()) {
      return rejected(header, RejectionReason.EMPTY_TEXT, null);
    }
    long start = System.nanoTime();
    Extraction extraction = extractor.extract(document.parts());
    meter.extracted(System.nanoTime() - start);
    if (!extraction.missing().isEmpty()) {
      return rejected(header, RejectionReason.MISSING_FIELD, String.join(", ", extraction.missing()));
    }
    if (!work.decide() || model == null) {
      return new Item(header, extraction, null, null, -1, null);
    }
    if (cache != null) {
      Answer known = cache.get(header.contentHash(), header.id());
      Integer same = firstOf.putIfAbsent(header.contentHash(), place);
      if (known != null || same != null) {
        return new Item(header, extraction, null, known, same == null ? -1 : same, null);
      }
    }
    return new Item(header, extraction, null, null, -1, tokenize(document.parts(), meter));
  }

  private TokenizedText tokenize(List<Part> parts, Meter meter) {
    long start = System.nanoTime();
    TokenizedText text = model.tokenize(template.render(parts));
    meter.tokenized(System.nanoTime() - start);
    return text;
  }

  private static Item rejected(DocumentHeader header, RejectionReason reason, String detail) {
    return new Item(header, null, new Rejected(header.id(), header.id(), reason, detail), null, -1, null);
  }

  /** Runs the model and decides; outcome i belongs to document i of {@link #prepare}. */
  public List<Outcome> decide(Prepared prepared, Meter meter) {
    List<Item> items = prepared.items();
    Answer[] answers = answers(items, meter);
    List<Outcome> outcomes = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      outcomes.add(outcome(items.get(i), i, answers, meter));
    }
    return outcomes;
  }

  /** Both steps in one, for a handful of documents. */
  public List<Outcome> decide(List<Document> documents, Meter meter) {
    return decide(prepare(documents.stream().map(Work::all).toList(), meter), meter);
  }

  private Answer[] answers(List<Item> items, Meter meter) {
    List<TokenizedText> texts = items.stream().map(Item::text).filter(text -> text != null).toList();
    float[][][] logits = texts.isEmpty() ? new float[0][][] : model.run(texts, meter::ran);
    Answer[] answers = new Answer[items.size()];
    for (int i = 0, next = 0; i < answers.length; i++) {
      Item item = items.get(i);
      answers[i] = item.text() != null ? answer(item, logits[next++]) : item.known();
    }
    return answers;
  }

  private Answer answer(Item item, float[][] logits) {
    if (logits == null || !isFinite(logits)) {
      return null;
    }
    int windows = item.text().windows().length;
    List<Decision> decisions = new ArrayList<>(tasks.size());
    for (int t = 0; t < tasks.size(); t++) {
      decisions.add(tasks.get(t).decide(logits[t], windows));
    }
    Answer answer = new Answer(item.header().id(), List.copyOf(decisions), item.text().truncated());
    if (cache != null) {
      cache.put(item.header().contentHash(), answer);
    }
    return answer;
  }

  private static boolean isFinite(float[][] logits) {
    for (float[] row : logits) {
      for (float value : row) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  private Outcome outcome(Item item, int place, Answer[] answers, Meter meter) {
    if (item.rejected() != null) {
      meter.rejected();
      return item.rejected();
    }
    boolean duplicate = item.known() != null || item.same() >= 0;
    Answer answer = answers[item.same() >= 0 ? item.same() : place];
    boolean due = item.text() != null || duplicate;
    if (due && answer == null) {
      meter.rejected();
      return new Rejected(item.header().id(), item.header().id(), RejectionReason.FAILED, "the model failed on this text even alone");
    }
    boolean truncated = due && answer.truncated();
    meter.decided(duplicate, item.header().repaired(), truncated, item.extraction().fields().size());
    Cost cost = item.text() == null ? new Cost(0, 0, truncated, duplicate)
        : new Cost(item.text().tokens(), item.text().windows().length, truncated, false);
    return new Decided(item.header(), due ? answer.decisions() : List.of(), item.extraction().fields(), cost);
  }
}
