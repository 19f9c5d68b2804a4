package dev.millrace.jobs.source;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.document.TextRepair;
import dev.millrace.fuzz.FuzzTarget;
import java.util.List;

/** Any line is a row, or has a fault that quotes nothing of it; what is a row can be stored. */
public final class JsonLineTarget implements FuzzTarget {
  private final JsonLines.LineParser parser = new JsonLines.LineParser(new Columns("id", "time", List.of("text", "a.b"), List.of("x"), List.of()));

  @Override
  public void check(byte[] input) {
    SourceRow row = parser.parse("file", input);
    if (row == null) {
      return;
    }
    holds(!row.key().isBlank(), "every row has a key");
    holds(row.fault() == null || row.fault().matches("not a JSON object|an id of more than 512 characters"), "a fault quotes nothing");
    holds(row.fault() != null || row.texts().size() == 2, "every part has a text");
    holds(row.texts().stream().allMatch(text -> TextRepair.repair(text).equals(text)), "a text can be stored");
    holds(row.id() == null || TextRepair.repair(row.id()).equals(row.id()), "an id can be stored");
  }
}
