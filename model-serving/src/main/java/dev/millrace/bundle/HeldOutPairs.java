package dev.millrace.bundle;

import static dev.millrace.failure.Require.require;

import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Scores of held-out documents and whether the label was right: what an accept rule's promise rests on. Kept as lines of
 * {@code score,1} or {@code score,0}.
 */
public record HeldOutPairs(float[] scores, boolean[] correct) {
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
        String[] cells = lines.get(i).split(",", 2);
        scores[i] = Float.parseFloat(cells[0]);
        correct[i] = cells[1].equals("1");
      }
      return new HeldOutPairs(scores, correct);
    } catch (IOException | RuntimeException e) {
      throw MillraceException.data("%s does not hold lines of score,0 or score,1: %s", file, e.getMessage());
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
