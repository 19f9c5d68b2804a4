package dev.millrace.jobs.init;

import dev.millrace.cli.Prose;
import dev.millrace.document.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a column's values are like, counted row by row. Keeps no value but those few that may be labels. Not thread-safe. */
final class ColumnProfile {
  /** More different values than these are no labels. */
  static final int MOST_LABELS = 300;
  private static final int LONGEST_LABEL = 100;

  private final String name;
  private final BitSet filled = new BitSet();
  private final Set<Long> distinct = new HashSet<>();
  private final TimeFormats times = new TimeFormats();
  private Map<String, Integer> labels = new HashMap<>();
  private int longest;
  private long characters;
  private long words;
  private int mostWords;
  private int numbers;

  ColumnProfile(String name) {
    this.name = name;
  }

  /** @param value null or blank where the row has none */
  void add(int row, String value) {
    if (value == null || value.isBlank()) {
      return;
    }
    filled.set(row);
    distinct.add(hash(value));
    int length = value.codePointCount(0, value.length());
    longest = Math.max(longest, length);
    characters += length;
    int wordsHere = value.strip().split("\\s+").length;
    words += wordsHere;
    mostWords = Math.max(mostWords, wordsHere);
    numbers += value.strip().matches("[-+]?[0-9][0-9.,]*") ? 1 : 0;
    times.add(value);
    countLabel(value, length);
  }

  private void countLabel(String value, int length) {
    if (labels != null) {
      labels.merge(value, 1, Integer::sum);
      labels = length > LONGEST_LABEL || labels.size() > MOST_LABELS ? null : labels;
    }
  }

  /** 64 bits: among a hundred thousand values two alike are not to be expected. */
  private static long hash(String value) {
    byte[] digest = ContentHash.sha256().digest(value.getBytes(StandardCharsets.UTF_8));
    return Arrays.hashCode(digest) * 31L * 31L + java.nio.ByteBuffer.wrap(digest).getLong();
  }

  String name() {
    return name;
  }

  /** The name, for people: on one line. */
  String shown() {
    return Prose.onOneLine(name);
  }

  int filled() {
    return filled.cardinality();
  }

  /** The rows that have a value. */
  BitSet filledRows() {
    return (BitSet) filled.clone();
  }

  int distinct() {
    return distinct.size();
  }

  int longest() {
    return longest;
  }

  double meanLength() {
    return filled() == 0 ? 0 : (double) characters / filled();
  }

  double meanWords() {
    return filled() == 0 ? 0 : (double) words / filled();
  }

  int mostWords() {
    return mostWords;
  }

  boolean isNumeric() {
    return filled() > 0 && numbers == filled();
  }

  TimeFormats times() {
    return times;
  }

  /** How often each value occurs, the most frequent first; null if they are too many or too long for labels. */
  Map<String, Integer> labels() {
    return labels == null ? null : labels.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }
}
