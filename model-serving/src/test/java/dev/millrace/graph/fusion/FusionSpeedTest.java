package dev.millrace.graph.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prints what the fusion gains on one thread. Asserts no speed: the machine may be shared. */
class FusionSpeedTest {
  private static final int ROWS = 8;
  private static final int ROUNDS = 9;

  @ParameterizedTest
  @EnumSource
  void fusionIsMeasuredAgainstTheExport(Encoder encoder) throws OrtException {
    int[] lengths = new int[ROWS];
    Arrays.fill(lengths, 64);
    Tokens tokens = Tokens.padded(64, lengths);
    double[] exportedSeconds = new double[ROUNDS];
    double[] fusedSeconds = new double[ROUNDS];
    try (EncoderRun exported = new EncoderRun(encoder.exported());
        EncoderRun fused = new EncoderRun(encoder.fused())) {
      seconds(exported, tokens);
      seconds(fused, tokens);
      // In turn, so that whatever else the machine does slows both.
      for (int round = 0; round < ROUNDS; round++) {
        exportedSeconds[round] = seconds(exported, tokens);
        fusedSeconds[round] = seconds(fused, tokens);
      }
    }
    double before = ROWS / median(exportedSeconds);
    double after = ROWS / median(fusedSeconds);
    System.out.printf(Locale.ROOT,
        "%s, 64 tokens x %d rows, 1 thread: exported %.1f, fused %.1f documents/s (%+.0f %%)%n",
        encoder, ROWS, before, after, 100 * (after / before - 1));
    assertThat(after).isPositive();
  }

  private static double seconds(EncoderRun run, Tokens tokens) throws OrtException {
    long start = System.nanoTime();
    run.run(tokens).close();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
