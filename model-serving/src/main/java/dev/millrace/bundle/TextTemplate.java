package dev.millrace.bundle;

import dev.millrace.document.Part;
import dev.millrace.failure.MillraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Joins a document's parts into the text that the model reads: {@code "{subject}\n{body}"}. It lies in the bundle, so that
 * training and serving cannot differ. {@code *} joins all parts in order, a line each.
 */
public final class TextTemplate {
  public static final String ALL_PARTS = "*";

  private final String pattern;
  /** Literal text and part names in turn: literals at even places. */
  private final List<String> pieces;

  private TextTemplate(String pattern, List<String> pieces) {
    this.pattern = pattern;
    this.pieces = pieces;
  }

  /** Throws DATA if a brace is not closed or a name is empty. */
  public static TextTemplate of(String pattern) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', at)) {
      int close = pattern.indexOf('}', open);
      if (close <= open + 1) {
        throw MillraceException.data("Text template '%s' has a brace that names no part; expected the form {subject}", pattern);
      }
      pieces.add(pattern.substring(at, open));
      pieces.add(pattern.substring(open + 1, close));
      at = close + 1;
    }
    pieces.add(pattern.substring(at));
    return new TextTemplate(pattern, List.copyOf(pieces));
  }

  /** One line per part, in this order. */
  public static TextTemplate linesOf(List<String> parts) {
    return of("{" + String.join("}\n{", parts) + "}");
  }

  /** Throws USAGE if the template wants a part that the pipeline does not give. */
  public void requireParts(Set<String> given) {
    for (int i = 1; i < pieces.size(); i += 2) {
      if (!given.contains(pieces.get(i))) {
        throw MillraceException.usage("The bundle's text template '%s' wants the part '%s'; the pipeline's input.text gives %s",
            pattern.replace("\n", "\\n"), pieces.get(i), new TreeSet<>(given));
      }
    }
  }

  public String render(List<Part> parts) {
    if (pattern.equals(ALL_PARTS)) {
      return parts.size() == 1 ? parts.get(0).text() : String.join("\n", parts.stream().map(Part::text).toList());
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      text.append(i % 2 == 0 ? pieces.get(i) : textOf(pieces.get(i), parts));
    }
    return text.toString();
  }

  private static String textOf(String name, List<Part> parts) {
    for (Part part : parts) {
      if (part.name().equals(name)) {
        return part.text();
      }
    }
    return "";
  }

  public String pattern() {
    return pattern;
  }
}
