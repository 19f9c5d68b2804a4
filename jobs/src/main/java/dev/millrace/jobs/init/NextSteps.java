package dev.millrace.jobs.init;

import dev.millrace.cli.TypedCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to type next.
 *
 * @param labelling true if the pipeline has tasks
 */
record NextSteps(String input, Path out, InitNames names, Choice choice, Profile profile, boolean labelling) {
  private static final double TOLERATED = 0.05;

  /** Commands by purpose, in order. */
  Map<String, TypedCommand> commands() {
    Map<String, TypedCommand> next = new LinkedHashMap<>();
    if (!labelling && choice.label() != null) {
      next.put("Fit a model to column %s and let this pipeline use it:".formatted(choice.label().shown()),
          TypedCommand.of("./millrace", "init", "--input", input, "--label", choice.label().name(), "--out", out.toString(), "--train", "--force"));
    }
    next.put("Test everything, writing nothing:", TypedCommand.of("./millrace", "check", "--pipeline", out.toString(), "--input", input));
    if (labelling) {
      next.put("Decide one text of yours:", TypedCommand.of("./millrace", "try", "--pipeline", out.toString(), "Put a text here."));
    }
    next.put(labelling ? "Label the documents, into the embedded PostgreSQL:" : "Find the fields, into the embedded PostgreSQL:", classify());
    next.put("Ask the database:", TypedCommand.of("./millrace", "sql", labelling
        ? "select label, status, count(*) from current_decision group by 1, 2 order by 3 desc"
        : "select field, count(*) from field group by 1 order by 2 desc"));
    return next;
  }

  private TypedCommand classify() {
    List<String> words = new ArrayList<>(List.of("./millrace", "classify", "--pipeline", out.toString(), "--input", input));
    double rejected = choice.rejected(profile);
    if (rejected > TOLERATED) {
      words.addAll(List.of("--max-rejected", "%d%%".formatted(Math.min(100, (int) Math.ceil(20 * rejected) * 5 + 5))));
    }
    return new TypedCommand(words);
  }
}
