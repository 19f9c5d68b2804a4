package dev.millrace.jobs.init;

import dev.millrace.cli.Prose;
import dev.millrace.cli.TypedCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pipeline file with a comment on each line that a reader may want to change.
 *
 * @param name of the pipeline and its source
 * @param bundle as seen from the file
 * @param tasks rules by task, such as {@code accept: {..}} or nothing; empty while there is no bundle
 * @param train the command that makes the bundle; null if there is no label to fit it to
 */
record PipelineText(String name, Preview preview, ColumnReport report, Choice choice, String bundle, Map<String, String> tasks, TypedCommand train) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./]+)*");
  private static final Set<String> WORDS_OF_YAML = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  String yaml() {
    StringBuilder text = new StringBuilder();
    text.append("# Made by millrace init; every key is in model-serving/pipeline.schema.json.\n");
    text.append("pipeline: ").append(quoted(name)).append('\n');
    appendInput(text);
    appendTasks(text);
    text.append("""
        # Found by patterns, in every text; also: phone, iban, credit_card, regex.
        fields:
          email: {type: email, many: true}    # stored masked
          amount: {type: money, many: true}
          date: {type: date, many: true}
          url: {type: url, many: true}
        # Or your own server: {url: 'jdbc:postgresql://host/db', user: .., password_file: ..}
        database:
          url: embedded
        """);
    return text.toString();
  }

  private void appendInput(StringBuilder text) {
    text.append("input:\n");
    line(text, "source: " + quoted(name), "with the id: a document's identity; leave it when the file's name changes");
    String detected = preview.detected().entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", "));
    if (preview.named()) {
      text.append("  # format: ").append(preview.format()).append("  (from the file's name)\n");
    } else {
      line(text, "format: " + preview.format(), "the file's name does not tell");
    }
    if (!detected.isEmpty()) {
      text.append("  # ").append(Prose.onOneLine(detected)).append(": found out anew for every input\n");
    }
    line(text, "id: " + quoted(choice.id().name()), report.idReason(choice.id()));
    line(text, "text: " + list(choice.texts()), "what the model reads, in this order");
    if (choice.time() != null) {
      line(text, "time: " + quoted(choice.time().name()), "the later version of a document wins");
      if (!choice.time().times().best().equals(TimeFormats.ISO)) {
        line(text, "time_format: " + quoted(choice.time().times().best()), null);
      }
    }
  }

  private void appendTasks(StringBuilder text) {
    if (!tasks.isEmpty()) {
      text.append("bundle: ").append(quoted(bundle)).append('\n').append("tasks:\n");
      tasks.forEach((task, rule) -> text.append("  ").append(quoted(task)).append(": {").append(rule).append("}\n"));
      return;
    }
    text.append("# No model yet: this file finds fields only.\n");
    if (train != null) {
      text.append("# After this command has made the bundle, take the # from the two lines of tasks:\n#   ").append(Prose.onOneLine(train.line())).append('\n');
    }
    text.append("bundle: ").append(quoted(bundle)).append('\n');
    String task = choice.label() == null ? "category" : choice.label().name();
    text.append("# tasks:\n#   ").append(quoted(task)).append(": {}\n");
  }

  private static void line(StringBuilder text, String line, String comment) {
    text.append("  ").append(line).append(comment == null ? "" : "  # " + Prose.onOneLine(comment)).append('\n');
  }

  private static String list(List<ColumnProfile> columns) {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(quoted(column.name())));
    return names.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  /** A scalar that YAML reads as this text, and in which the pipeline file's reader finds no variable. */
  static String quoted(String text) {
    if (PLAIN.matcher(text).matches() && !WORDS_OF_YAML.contains(text.toLowerCase(java.util.Locale.ROOT))) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.replace("${", "$${").codePoints().forEach(c -> {
      if (c == '"' || c == '\\') {
        quoted.append('\\').appendCodePoint(c);
      } else if (Prose.steers(c)) {
        quoted.append(String.format(java.util.Locale.ROOT, "\\U%08X", c));
      } else {
        quoted.appendCodePoint(c);
      }
    });
    return quoted.append('"').toString();
  }
}
