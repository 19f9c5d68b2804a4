package dev.millrace.jobs;

import dev.millrace.failure.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The messages of all {@code MillraceException}s in the source of every module, each with what is filled in as {@code §}. */
record ErrorTexts(List<Text> texts) {
  /** @param place the source file */
  record Text(ErrorKind kind, String template, Path place) {}

  private static final String LITERAL = "\"((?:[^\"\\\\]|\\\\.)*)\"";
  private static final Pattern THROWN = Pattern.compile(
      "MillraceException(?:\\.(usage|external|data)\\(|\\((?:ErrorKind\\.)?(BUG|USAGE|EXTERNAL|DATA|STOPPED),)[^\";]*?(" + LITERAL + "(?:\\s*\\+\\s*" + LITERAL + ")*)");

  static ErrorTexts ofSources(Path root) throws IOException {
    List<Text> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(file -> file.toString().matches(".*/src/main/java/.*\\.java")).toList()) {
        Matcher thrown = THROWN.matcher(Files.readString(file));
        while (thrown.find()) {
          String kind = thrown.group(1) == null ? thrown.group(2) : thrown.group(1).toUpperCase(Locale.ROOT);
          texts.add(new Text(ErrorKind.valueOf(kind), template(thrown.group(3)), root.relativize(file)));
        }
      }
    }
    return new ErrorTexts(texts);
  }

  private static String template(String literals) {
    StringBuilder template = new StringBuilder();
    Matcher literal = Pattern.compile(LITERAL).matcher(literals);
    while (literal.find()) {
      template.append(literal.group(1));
    }
    return template.toString().replace("%%", "%").replaceAll("%[-.0-9]*[a-z]", "\u00a7");
  }

  List<String> of(ErrorKind kind) {
    return texts.stream().filter(text -> text.kind() == kind).map(Text::template).toList();
  }

  /** Those of the files whose path contains the words. */
  List<String> of(ErrorKind kind, String place) {
    return texts.stream().filter(text -> text.kind() == kind && text.place().toString().contains(place)).map(Text::template).toList();
  }
}
