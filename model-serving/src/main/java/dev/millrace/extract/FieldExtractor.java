package dev.millrace.extract;

import static dev.millrace.failure.MillraceException.usage;

import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Span;
import dev.millrace.document.ContentHash;
import dev.millrace.document.Part;
import dev.millrace.extract.Finder.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the fields of a pipeline in documents, and gives them back as they may be stored. Thread-safe; time linear in
 * the text whatever it holds.
 */
public final class FieldExtractor {
  /** To be raised whenever the same rule may find something else, also by a new libphonenumber: documents are then extracted again. */
  static final int VERSION = 1;
  /** Of one field in one document: a text made of amounts must not become a hundred thousand rows. */
  public static final int MAX_OCCURRENCES = 1_000;

  private final List<Search> searches;
  private final HmacKey key;
  private final byte[] ruleHash;

  private record Search(FieldRule rule, Finder finder) {}

  private FieldExtractor(List<FieldRule> rules, HmacKey key) {
    this.searches = rules.stream().map(rule -> new Search(rule, PartScan.finder(rule))).toList();
    this.key = key;
    this.ruleHash = ruleHash(rules, key);
  }

  /** @param key null where no rule stores a hash */
  public static FieldExtractor of(List<FieldRule> rules, HmacKey key) {
    Set<String> names = new HashSet<>();
    for (FieldRule rule : rules) {
      if (!names.add(rule.name())) {
        throw usage("Field %s has two rules", rule.name());
      }
      if (rule.store() == Store.HASH && key == null) {
        throw usage("Field %s says store: hash, which needs a key of at least %d bytes in environment variable %s or in a file named by %s",
            rule.name(), HmacKey.MIN_BYTES, HmacKey.VARIABLE, HmacKey.FILE_VARIABLE);
      }
    }
    return new FieldExtractor(rules, key);
  }

  /** SHA-256 of all that can change what is found or stored: the rules in any order, this code's version, the key. */
  public byte[] ruleHash() {
    return ruleHash.clone();
  }

  /** The document's fields, rule by rule, each in order of parts and spans. */
  public Extraction extract(List<Part> parts) {
    List<PartScan> scans = parts.stream().map(part -> new PartScan(part.text())).toList();
    List<ExtractedField> fields = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> limited = new ArrayList<>();
    for (Search search : searches) {
      FieldRule rule = search.rule();
      int before = fields.size();
      if (search(search, parts, scans, fields)) {
        limited.add(rule.name());
      }
      if (rule.required() && fields.size() == before) {
        missing.add(rule.name());
      }
    }
    return new Extraction(fields, missing, limited);
  }

  /** True if a limit ended the search early. */
  private boolean search(Search search, List<Part> parts, List<PartScan> scans, List<ExtractedField> fields) {
    FieldRule rule = search.rule();
    int wanted = rule.many() ? MAX_OCCURRENCES : 1;
    int occurrence = 0;
    boolean limited = false;
    for (int i = 0; i < parts.size() && occurrence < wanted; i++) {
      Part part = parts.get(i);
      Found found = scans.get(i).find(rule.type(), search.finder());
      CodePoints codePoints = new CodePoints(part.text());
      limited |= found.limited();
      for (Match match : found.matches()) {
        if (occurrence == wanted) {
          break;
        }
        Span span = new Span(part.name(), codePoints.at(match.start()), codePoints.at(match.end()));
        fields.add(stored(rule, occurrence++, span, part.text().substring(match.start(), match.end()), match.value()));
      }
    }
    return rule.many() ? limited || occurrence == wanted : limited && occurrence == 0;
  }

  private ExtractedField stored(FieldRule rule, int occurrence, Span span, String raw, String value) {
    String keptRaw = switch (rule.store()) {
      case RAW -> raw;
      case MASKED -> Mask.of(rule.type(), value);
      case HASH -> null;
    };
    String keptValue = switch (rule.store()) {
      case RAW -> value;
      case MASKED -> keptRaw;
      case HASH -> key.hash(value);
    };
    return new ExtractedField(rule.name(), occurrence, rule.type().label(), span, keptRaw, keptValue, true, null);
  }

  private static byte[] ruleHash(List<FieldRule> rules, HmacKey key) {
    StringBuilder form = new StringBuilder("extractor " + VERSION + "\n");
    rules.stream().sorted(Comparator.comparing(FieldRule::name)).forEach(rule -> form.append(rule.canonicalForm()));
    if (rules.stream().anyMatch(rule -> rule.store() == Store.HASH)) {
      form.append("key ").append(key.checkValue()).append('\n');
    }
    return ContentHash.sha256().digest(form.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Turns rising indexes of UTF-16 units into code points, going through the text once. */
  private static final class CodePoints {
    private final String text;
    private int units;
    private int codePoints;

    CodePoints(String text) {
      this.text = text;
    }

    int at(int unit) {
      codePoints += text.codePointCount(units, unit);
      units = unit;
      return codePoints;
    }
  }
}
