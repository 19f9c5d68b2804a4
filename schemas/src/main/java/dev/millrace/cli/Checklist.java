package dev.millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings for people, set to a width, and as JSON. */
public final class Checklist {
  private static final String FORMAT = "%-12s  %-7s  ";
  private static final String INDENT = " ".repeat(12 + 2 + 7 + 2);

  private Checklist() {}

  /** A finding on its lines: subject, level, what was found, and behind an arrow what to do. */
  public static String line(Finding finding, int columns) {
    String head = FORMAT.formatted(Table.printable(finding.subject()), finding.level().label());
    String text = Prose.wrapped(visible(finding.found()), columns, INDENT);
    String lines = head + text.substring(Math.min(INDENT.length(), text.length()));
    return finding.todo() == null ? lines : lines + arrow(visible(finding.todo()), columns);
  }

  public static String lines(List<Finding> findings, int columns) {
    StringBuilder lines = new StringBuilder();
    findings.forEach(finding -> lines.append(line(finding, columns)));
    return lines.toString();
  }

  public static String json(List<Finding> findings) {
    List<Map<String, String>> list = findings.stream().map(finding -> {
      Map<String, String> values = new LinkedHashMap<>();
      values.put("subject", finding.subject());
      values.put("level", finding.level().label());
      values.put("found", finding.found());
      values.put("todo", finding.todo());
      return values;
    }).toList();
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(list);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String arrow(String todo, int columns) {
    String text = Prose.wrapped(todo, columns, INDENT + "  ");
    return INDENT + "→ " + text.substring(INDENT.length() + 2);
  }

  /** What steers a terminal becomes visible; nothing is cut, since the end of a sentence says what to do. */
  private static String visible(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}]", "·");
  }
}
