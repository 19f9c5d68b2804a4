package dev.millrace.jobs.source;

import dev.millrace.document.TextRepair;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The columns that a pipeline reads, by path ({@code a.b} is nested), in one flat order: id, time, texts, attributes,
 * gold, conditions.
 *
 * @param time null if the pipeline maps none
 * @param conditions what only {@code --where} names
 */
public record Columns(String id, String time, List<String> texts, List<String> attributes, List<String> gold, List<String> conditions)
    implements Serializable {
  public Columns {
    texts = new ArrayList<>(texts);
    attributes = new ArrayList<>(attributes);
    gold = new ArrayList<>(gold);
    conditions = new ArrayList<>(conditions);
  }

  public Columns(String id, String time, List<String> texts, List<String> attributes, List<String> gold) {
    this(id, time, texts, attributes, gold, List.of());
  }

  /** An id is a key of every table; beyond this an index page could not hold it. */
  private static final int LONGEST_ID = 512;

  /** Every mapped path, in the flat order; without a time column it is left out. */
  public List<String> all() {
    List<String> all = new ArrayList<>();
    all.add(id);
    if (time != null) {
      all.add(time);
    }
    all.addAll(texts);
    all.addAll(attributes);
    all.addAll(gold);
    all.addAll(conditions);
    return all;
  }

  /** What to throw if an input lacks columns: bad data, or a bad {@code --where}. */
  MillraceException missing(String place, Collection<String> missing, String where, Collection<String> found) {
    String sentence = "Input %s has no column %s%s; found %s".formatted(place, String.join(", ", missing), where, String.join(", ", found));
    return conditions.containsAll(missing) ? new MillraceException(ErrorKind.USAGE, "--where: " + sentence) : new MillraceException(ErrorKind.DATA, sentence);
  }

  /** A row from values in the flat order. */
  SourceRow row(String file, String rowHash, String[] read, boolean decodingRepaired) {
    return row(file, () -> rowHash, read, decodingRepaired);
  }

  /** @param rowHash asked for only where there is no id */
  SourceRow row(String file, Supplier<String> rowHash, String[] read, boolean decodingRepaired) {
    String[] values = repaired(read);
    boolean repaired = decodingRepaired || !Arrays.equals(values, read);
    int at = 0;
    String idValue = blankToNull(values[at++]);
    if (idValue != null && idValue.length() > LONGEST_ID) {
      return fault(file, rowHash.get(), "an id of more than %d characters".formatted(LONGEST_ID));
    }
    String timeValue = time == null ? null : blankToNull(values[at++]);
    List<String> textValues = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String value = values[at++];
      textValues.add(value == null ? "" : value);
    }
    List<String> attributeValues = slice(values, at, attributes.size());
    at += attributes.size();
    List<String> goldValues = slice(values, at, gold.size());
    List<String> conditionValues = slice(values, at + gold.size(), conditions.size());
    return new SourceRow(file, idValue == null ? rowHash.get() : idValue, idValue, textValues, repaired, timeValue, attributeValues, goldValues, null, conditionValues);
  }

  /** A row that could not be read. */
  SourceRow fault(String file, String rowHash, String fault) {
    return new SourceRow(file, rowHash, null, List.of(), false, null, List.of(), List.of(), fault);
  }

  /** A file, or the rest of one, that could not be read. */
  SourceRow unreadable(String file, String why) {
    return fault(file, RowHash.of(file), SourceRow.UNREADABLE + why);
  }

  /** Before Spark sees them: its strings are UTF-8, and a lone surrogate would become a question mark. */
  private static String[] repaired(String[] read) {
    String[] values = new String[read.length];
    for (int i = 0; i < read.length; i++) {
      values[i] = read[i] == null ? null : TextRepair.repair(read[i]);
    }
    return values;
  }

  private static List<String> slice(String[] values, int from, int count) {
    List<String> some = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      some.add(values[i]);
    }
    return some;
  }

  private static String blankToNull(String value) {
    return value == null || value.isBlank() ? null : value;
  }
}
