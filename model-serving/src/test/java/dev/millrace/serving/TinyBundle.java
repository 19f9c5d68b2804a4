package dev.millrace.serving;

import dev.millrace.bundle.BundleWriter;
import dev.millrace.bundle.BundleWriter.FittedTask;
import dev.millrace.bundle.EncoderSource;
import dev.millrace.bundle.HeldOutPairs;
import dev.millrace.bundle.Manifest;
import dev.millrace.graph.HeadWeights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Bundles over the tiny encoder with random heads: whole, and of 300 kB. What they answer means nothing and never changes. */
public final class TinyBundle {
  public static final String ENCODER = TestModels.DIRECTORY.resolve("tiny-encoder").toString();
  public static final int WIDTH = 32;
  public static final Manifest.Text TEXT = new Manifest.Text("*", 32, 3, 4);

  private TinyBundle() {}

  /** Tasks {@code category} (refund, delivery, account) and {@code urgency} (low, high). */
  public static Path write(Path directory) {
    return write(directory, TEXT, tasks());
  }

  public static Path write(Path directory, Manifest.Text text, Map<String, FittedTask> tasks) {
    writer(ENCODER, text).write(directory, "tiny", tasks, false);
    return directory;
  }

  public static BundleWriter writer(String encoder, Manifest.Text text) {
    Manifest.Training training = new Manifest.Training("0".repeat(64), 400, "0.1.0", "none", Map.of("category", 10.0), null);
    return new BundleWriter(EncoderSource.of(encoder), text, training);
  }

  public static Map<String, FittedTask> tasks() {
    Map<String, FittedTask> tasks = new LinkedHashMap<>();
    tasks.put("category", task(WIDTH, List.of("refund", "delivery", "account"), heldOut(400, 100)));
    tasks.put("urgency", task(WIDTH, List.of("low", "high"), HeldOutPairs.NONE));
    return tasks;
  }

  public static FittedTask task(int width, List<String> labels, HeldOutPairs heldOut) {
    return new FittedTask(labels, head(width, labels.size()), 1.5, heldOut, Map.of("accuracy", 0.75));
  }

  public static HeadWeights head(int width, int labels) {
    Random random = new Random(labels);
    float[] weights = new float[width * labels];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian() * 3;
    }
    float[] bias = new float[labels];
    bias[labels - 1] = 0.5f;
    return new HeadWeights(width, labels, weights, bias);
  }

  /** Scores from 0 upwards in equal steps, the first few of them wrong. */
  public static HeldOutPairs heldOut(int pairs, int wrong) {
    float[] scores = new float[pairs];
    boolean[] correct = new boolean[pairs];
    for (int i = 0; i < pairs; i++) {
      scores[i] = (float) i / pairs;
      correct[i] = i >= wrong;
    }
    return new HeldOutPairs(scores, correct);
  }
}
