package dev.millrace.jobs.demo;

import dev.millrace.cli.TypedCommand;
import java.util.ArrayList;
import java.util.List;

/** What to try after the demo: lines that work when pasted into the shell that started it. */
final class NextCommands {
  /** @param purpose a sentence for people */
  record Next(String purpose, List<String> words) {
    Next {
      words = List.copyOf(words);
    }

    String shown(int columns) {
      return new TypedCommand(words).shown(columns);
    }
  }

  private NextCommands() {}

  static List<Next> after(DemoFiles files) {
    String millrace = launcher(files);
    String pipeline = DemoFiles.typed(files.pipeline());
    String training = DemoFiles.typed(files.training());
    String test = DemoFiles.typed(files.test());
    return List.of(
        new Next("Decide one text, without Spark and database:", List.of(millrace, "try",
            "Charged twice, £549.00 each, on 3 March 2026. Order LF-30771942.", "--pipeline", pipeline)),
        new Next("Ask the database:", List.of(millrace, "sql",
            "select label, count(*) from current_decision group by 1 order by 2 desc")),
        new Next("Run the nightly job as a command: it skips what has not changed:", List.of(millrace, "classify",
            "--pipeline", pipeline, "--input", test)),
        new Next("Fit a model to labelled tickets (put your own file and columns here):", List.of(millrace, "train",
            "--input", training, "--id", "ticket_id", "--text", "subject,body", "--label", "category", "--recipe", "--out", "target/my-recipe")));
  }

  private static String launcher(DemoFiles files) {
    String typed = DemoFiles.typed(files.install().resolve("millrace"));
    return typed.contains("/") ? typed : "./" + typed;
  }

  static String shown(List<Next> commands, int columns) {
    List<String> blocks = new ArrayList<>();
    commands.forEach(next -> blocks.add(next.purpose() + "\n" + next.shown(columns)));
    return String.join("\n", blocks);
  }
}
