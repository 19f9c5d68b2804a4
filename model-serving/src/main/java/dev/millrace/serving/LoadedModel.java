package dev.millrace.serving;

import dev.millrace.batch.BatchLimits;
import dev.millrace.batch.BatchPlanner;
import dev.millrace.failure.MillraceException;
import dev.millrace.session.BatchRunner;
import dev.millrace.session.Device;
import dev.millrace.session.ModelOutput;
import dev.millrace.session.Precision;
import dev.millrace.tokenize.HuggingFaceTokenizer;
import dev.millrace.tokenize.TokenizedText;
import dev.millrace.tokenize.Tokenizer;
import dev.millrace.tokenize.Windowing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A model on a device, from text to numbers: tokenises, cuts windows, runs them in batches, merges them again. Thread-safe. */
public final class LoadedModel implements AutoCloseable {
  private final Tokenizer tokenizer;
  private final Windowing windowing;
  private final BatchRunner runner;

  private LoadedModel(Tokenizer tokenizer, Windowing windowing, BatchRunner runner) {
    this.tokenizer = tokenizer;
    this.windowing = windowing;
    this.runner = runner;
  }

  /** Loads and warms a graph. Throws DATA if graph or tokenizer is not what it must be, USAGE if the device cannot serve the precision. */
  public static LoadedModel load(
      Path graph, Path tokenizerFile, List<ModelOutput> outputs, Precision precision, Windowing windowing, Device device) {
    BatchLimits limits = device.limits(precision);
    Tokenizer tokenizer = HuggingFaceTokenizer.load(tokenizerFile);
    BatchPlanner planner = new BatchPlanner(limits, tokenizer.special().padding());
    LoadedModel model = new LoadedModel(tokenizer, windowing, new BatchRunner(device.load(graph, outputs), planner, device.callers()));
    model.warm();
    return model;
  }

  /** One short run: a graph that loads but cannot run must fail before any document is read. */
  private void warm() {
    TokenizedText text = tokenize("warm up");
    if (run(List.of(text), (batch, nanos) -> { })[0] == null) {
      throw MillraceException.data("The model fails on its first text of %d tokens; the log says why", text.tokens());
    }
  }

  public TokenizedText tokenize(String text) {
    return windowing.tokenize(text, tokenizer);
  }

  /**
   * Runs all windows of all texts and averages each text's windows by their tokens. {@code [i][o]} is output o of text i;
   * null where the model fails on one of its windows.
   */
  public float[][][] run(List<TokenizedText> texts, BatchRunner.BatchListener listener) {
    List<int[]> windows = new ArrayList<>();
    texts.forEach(text -> windows.addAll(List.of(text.windows())));
    float[][][] rows = runner.run(windows, listener);
    float[][][] merged = new float[texts.size()][][];
    for (int i = 0, at = 0; i < merged.length; at += texts.get(i).windows().length, i++) {
      merged[i] = merge(texts.get(i).windows(), rows, at);
    }
    return merged;
  }

  private float[][] merge(int[][] windows, float[][][] rows, int at) {
    for (int w = 0; w < windows.length; w++) {
      if (rows[at + w] == null) {
        return null;
      }
    }
    if (windows.length == 1) {
      return rows[at];
    }
    float[][] merged = new float[runner.outputs().size()][];
    for (int o = 0; o < merged.length; o++) {
      double[] sum = new double[runner.outputs().get(o).width()];
      double tokens = 0;
      for (int w = 0; w < windows.length; w++) {
        int weight = windows[w].length - tokenizer.special().count();
        tokens += weight;
        for (int i = 0; i < sum.length; i++) {
          sum[i] += (double) weight * rows[at + w][o][i];
        }
      }
      merged[o] = new float[sum.length];
      for (int i = 0; i < sum.length; i++) {
        merged[o][i] = (float) (sum[i] / tokens);
      }
    }
    return merged;
  }

  @Override
  public void close() {
    runner.close();
    tokenizer.close();
  }
}
