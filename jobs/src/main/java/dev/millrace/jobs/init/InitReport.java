package dev.millrace.jobs.init;

import dev.millrace.cli.Prose;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What init tells its reader, in order. */
record InitReport(PrintWriter out, int width) {
  void file(Preview preview) {
    String detected = preview.detected().entrySet().stream().map(entry -> ", %s %s".formatted(entry.getKey(), entry.getValue())).collect(Collectors.joining());
    Profile profile = preview.profile();
    String bad = profile.malformed() == 0 ? "" : String.format(Locale.ROOT, " and %,d that cannot be read", profile.malformed());
    out.print(Prose.wrapped("%s: %s%s; %s%s, %d columns".formatted(preview.file(), preview.format(), detected, preview.rows(), bad, profile.columns().size()), width));
  }

  void columns(ColumnReport report) {
    out.print("\n" + report.columns());
    out.flush();
  }

  void choices(ColumnReport report, Choice choice) {
    out.print("\n" + report.choices(choice, width));
    if (choice.label() != null && choice.label().labels() != null) {
      out.print("\n" + ColumnReport.labels(choice.label()));
    }
    out.flush();
  }

  void written(Path file, Map<String, String> tasks, boolean trainingFailed) {
    String what = tasks.isEmpty()
        ? "it finds fields by patterns; it labels nothing yet, since there is no model%s".formatted(trainingFailed ? ": training failed, as said above" : "")
        : "it decides %s and finds fields by patterns".formatted(String.join(", ", tasks.keySet()));
    out.print("\n" + Prose.wrapped("Wrote %s, which runs as it is: %s.".formatted(file, what), width));
  }

  void next(NextSteps next) {
    out.println("\nNext");
    next.commands().forEach((purpose, command) -> out.print("\n" + Prose.wrapped(purpose, width) + command.shown(width)));
  }
}
