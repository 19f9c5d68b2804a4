package dev.millrace.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tiny exported models and their golden numbers; their generator lies beside them. */
public final class TestModels {
  public static final Path DIRECTORY = locate();

  private TestModels() {}

  /** The module's directory, wherever the test runs from. */
  private static Path locate() {
    for (String candidate : new String[] {"src/test/models", "model-serving/src/test/models", "../model-serving/src/test/models"}) {
      if (Files.isDirectory(Path.of(candidate))) {
        return Path.of(candidate);
      }
    }
    throw new IllegalStateException("src/test/models of model-serving not found from " + Path.of("").toAbsolutePath());
  }

  public static List<JsonNode> golden(String file) {
    try {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(DIRECTORY.resolve(file).toFile()).path("cases").forEach(cases::add);
      return cases;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  public static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }
}
