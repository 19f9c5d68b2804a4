package dev.millrace.bundle;

import static dev.millrace.failure.Require.require;

import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scores of held-out documents and whether the label was right: what an accept rule's promise rests on. Kept as lines of
 * {@code score,1} or {@code score,0}.
 */
public record HeldOutPairs(float[] scores, boolean[] correct) {
  private static final Pattern LINE = Pattern.compile("([01](?:\\.[0-9]{1,20})?),([01])");

  public static final HeldOutPairs NONE = new HeldOutPairs(new float[0], new boolean[0]);

  public HeldOutPairs {
    require(scores.length == correct.length, "As many scores as answers, found %d and %d", scores.length, correct.length);
  }

  public int size() {
    return scores.length;
  }

  static HeldOutPairs read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      float[] scores = new float[lines.size()];
      boolean[] correct = new boolean[lines.size()];
      for (int i = 0; i < scores.length; i++) {
        Matcher line = LINE.matcher(lines.get(i));
        if (!line.matches()) {
          throw MillraceException.data("Line %d of %s is no pair; expected a score from 0 to 1, a comma, and 1 if its label was right or 0", i + 1, file);
        }
        scores[i] = Float.parseFloat(line.group(1));
        correct[i] = line.group(2).equals("1");
      }
      return new HeldOutPairs(scores, correct);
    } catch (IOException e) {
      throw MillraceException.data("%s cannot be read as lines of score,0 or score,1: %s", file, e.getMessage());
    }
  }

  byte[] toBytes() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < scores.length; i++) {
      lines.append(String.format(Locale.ROOT, "%.6f,%d\n", scores[i], correct[i] ? 1 : 0));
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }
}
