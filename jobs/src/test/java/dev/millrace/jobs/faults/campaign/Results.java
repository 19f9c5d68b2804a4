package dev.millrace.jobs.faults.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;

/** The table of a campaign, a line for each kind of its cases. */
final class Results {
  private static final String HEADER = """
      | kind | cases | faults injected | in the busy phase | rode out | continued | mismatches |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  private final Map<Kind, Line> lines = new EnumMap<>(Kind.class);

  private static final class Line {
    private int cases;
    private int injected;
    private int busy;
    private int rodeOut;
    private int continued;

    private void add(Line other) {
      cases += other.cases;
      injected += other.injected;
      busy += other.busy;
      rodeOut += other.rodeOut;
      continued += other.continued;
    }

    private String row(String label) {
      return "| %s | %d | %d | %d | %d | %d | %d |%n".formatted(label, cases, injected, busy, rodeOut, continued, cases - rodeOut - continued);
    }
  }

  void begin(Kind kind) {
    lines.computeIfAbsent(kind, any -> new Line()).cases++;
  }

  /** A case that ended as it must; the others are mismatches. */
  void end(Trial.Result result) {
    Line line = lines.get(result.kind());
    line.injected += result.struck().values().stream().mapToInt(Integer::intValue).sum();
    line.busy += result.inBusyPhase();
    if (result.drives() == 1) {
      line.rodeOut++;
    } else {
      line.continued++;
    }
  }

  private Line all() {
    Line all = new Line();
    lines.values().forEach(all::add);
    return all;
  }

  /** A campaign that strikes runs before they begin, or after their end, proves nothing. */
  void requireMostInTheBusyPhase() {
    Line all = all();
    assertThat(10 * all.busy).as("ten times the strikes in the busy phase, of %d in %d cases", all.injected, all.cases)
        .isGreaterThanOrEqualTo(9 * Math.max(all.injected, all.cases));
  }

  String table() {
    StringBuilder table = new StringBuilder(HEADER);
    lines.forEach((kind, line) -> table.append(line.row(kind.label())));
    return table.append(all().row("all")).toString();
  }
}
