package dev.millrace.watch;

import dev.millrace.cli.Summary;
import dev.millrace.failure.MillraceException;
import dev.millrace.ledger.KnownSources;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "explain", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Shows every decision about one document: which model, which threshold, what score, what came next, in which run.",
    description = {"", "Prints what the database has, which is no text; fields as far as the pipeline's store: allowed.", ""})
public final class ExplainCommand extends WatchCommand {
  private static final int SOURCES_SHOWN = 20;

  @Option(names = "--source", required = true, paramLabel = "NAME", description = "The document's source, as input.source in the pipeline file names it.")
  private String source;

  @Option(names = "--id", required = true, paramLabel = "ID", description = "The document's id within the source.")
  private String id;

  @Override
  Object read(Connection connection, Summary summary) throws SQLException {
    if (source.indexOf('\0') >= 0 || id.indexOf('\0') >= 0) {
      throw MillraceException.usage("A source or id has no NUL character in it");
    }
    Explanation explanation = Explanations.of(connection, source, id);
    if (explanation.isEmpty()) {
      List<String> sources = KnownSources.all(connection);
      throw MillraceException.usage("Nothing is stored of document %s of source %s. %s Was it decided yet, purged or forgotten?", Words.visible(id), Words.visible(source),
          sources.contains(source) ? "The source is known." : "Sources are: " + sources.stream().limit(SOURCES_SHOWN).map(Words::visible).collect(Collectors.joining(", ")) + ".");
    }
    summary.put("decisions", explanation.decisions().size()).put("fields", explanation.fields().size()).put("rejections", explanation.rejections().size());
    return explanation;
  }

  @Override
  String describe(Object read) {
    return ExplainPage.of((Explanation) read);
  }
}
