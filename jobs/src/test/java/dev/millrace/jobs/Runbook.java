package dev.millrace.jobs;

import dev.millrace.failure.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page {@code docs/runbook.md}: its tables, by the heading they stand under. */
record Runbook(Map<String, List<List<String>>> rows) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String GAP = "\u2026";

  static Runbook read(Path file) throws IOException {
    Map<String, List<List<String>>> rows = new LinkedHashMap<>();
    List<List<String>> under = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#")) {
        under = rows.computeIfAbsent(line.replaceFirst("^#+ ", ""), heading -> new ArrayList<>());
      } else if (line.startsWith("| ") && !line.startsWith("| ---")) {
        under.add(Arrays.stream(line.substring(1).split("(?<!\\\\)\\|")).map(String::strip).toList());
      }
    }
    return new Runbook(rows);
  }

  /** What the first cells under a heading hold as code. */
  List<String> firstCells(String heading) {
    return rows.entrySet().stream().filter(entry -> entry.getKey().startsWith(heading)).flatMap(entry -> entry.getValue().stream())
        .flatMap(row -> CODE.matcher(row.get(0)).results()).map(found -> found.group(1)).toList();
  }

  /** The kinds of the first table, by exit code as written. */
  Map<String, String> kinds() {
    return rows.get("Runbook").stream().skip(1).collect(Collectors.toMap(row -> row.get(0), row -> row.get(1).replace("`", ""), (a, b) -> a, LinkedHashMap::new));
  }

  /** Messages that a kind of error may bear, as patterns that a message of the code begins with. */
  List<Pattern> messages(ErrorKind kind) {
    return firstCells("Exit " + kind.exitCode()).stream().map(Runbook::pattern).toList();
  }

  private static Pattern pattern(String message) {
    return Pattern.compile(Arrays.stream(message.split(GAP, -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }

  /** Those of the code's templates that no pattern matches from their beginning. */
  static List<String> missing(List<String> templates, List<Pattern> patterns) {
    return templates.stream().filter(template -> patterns.stream().noneMatch(pattern -> pattern.matcher(template).lookingAt())).toList();
  }

  /** Those of the patterns that match none of the code's templates. */
  static List<String> unknown(List<Pattern> patterns, List<String> templates) {
    return patterns.stream().filter(pattern -> templates.stream().noneMatch(template -> pattern.matcher(template).lookingAt())).map(Pattern::pattern).toList();
  }
}
