package dev.millrace.jobs.hostile;

import dev.millrace.document.TextRepair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Documents made to break something, and what must become of each: stored under its id, or rejected for its reason. The
 * same for the same seed.
 */
final class HostileDocuments {
  /** In every text, and in no place where text may not rest. */
  static final String MARKER = "xyzzyplugh";
  private static final int LONGEST_ID = 512;

  /** One row; null is a missing value. */
  record Row(String id, String subject, String body, String time, String attribute) {
    List<String> cells() {
      List<String> cells = new ArrayList<>();
      cells.add(id);
      cells.add(subject);
      cells.add(body);
      cells.add(time);
      cells.add(attribute);
      return cells;
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final Set<String> stored = new TreeSet<>();
  private final Map<String, Long> rejected = new TreeMap<>();
  private final Random random;
  private final HostileText text;

  HostileDocuments(int count, long seed, boolean halves) {
    random = new Random(seed);
    text = new HostileText(random, halves);
    for (int i = 0; i < count; i++) {
      rows.add(row(i));
    }
  }

  private Row row(int number) {
    String id = number + text.of(random.nextInt(3)) + number;
    // Something that no repair and no rule takes for blank stands in each body, so that only what is meant is rejected.
    String body = text.of(random.nextInt(4)) + MARKER + number % 5_000 + text.of(random.nextInt(4));
    Row good = new Row(id, text.of(random.nextInt(3)), body, null, text.of(1));
    return switch (random.nextInt(200)) {
      case 0 -> reject("no_id", new Row(random.nextBoolean() ? null : " \t\u3000", good.subject(), body, null, null));
      case 1 -> reject("empty_text", new Row(id, " \n", random.nextBoolean() ? null : "\t\r\n\u3000", null, null));
      case 2 -> reject("bad_time", new Row(id, good.subject(), body, "never" + text.of(1) + MARKER, null));
      case 3 -> reject("bad_time", new Row(id, good.subject(), body, "+999999999-12-31T23:59:59Z", null));
      case 4 -> reject("malformed", new Row(id + "x".repeat(LONGEST_ID), good.subject(), body, null, null));
      case 5 -> store(new Row(id, good.subject(), body + " word".repeat(random.nextInt(1_000)), "2026-01-02T03:04:05Z", null));
      case 6 -> store(new Row(id, good.subject(), body + "a".repeat(random.nextInt(20_000)), "0001-01-01", null));
      default -> store(good);
    };
  }

  private Row reject(String reason, Row row) {
    rejected.merge(reason, 1L, Long::sum);
    return row;
  }

  private Row store(Row row) {
    stored.add(TextRepair.repair(row.id()));
    return row;
  }

  /** A row that the format itself cannot read. */
  void malformed(int rows) {
    rejected.merge("malformed", (long) rows, Long::sum);
  }

  List<Row> rows() {
    return rows;
  }

  Set<String> stored() {
    return stored;
  }

  Map<String, Long> rejected() {
    return rejected;
  }

  long count() {
    return stored.size() + rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
