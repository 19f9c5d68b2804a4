package dev.millrace.graph.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The fused MiniLM against the exported one. */
class FusedNumbersTest {
  // Hidden states are of the order of 1 and come out of six layers of float32 sums (up to 1,536 terms, rounding 6e-8)
  // taken in another order: 1e-5 was seen. A wrong head, scale, mask or epsilon moves them by 1e-2 and more.
  private static final double FLOAT32_ORDER = 1e-4;

  private static EncoderRun exported;
  private static EncoderRun fused;

  @BeforeAll
  static void load() throws OrtException {
    ModelProto model = Encoders.minilm();
    exported = new EncoderRun(model);
    fused = new EncoderRun(EncoderFusion.fuseOrRefuse(model));
  }

  @AfterAll
  static void close() throws OrtException {
    exported.close();
    fused.close();
  }

  @Test
  void hiddenStatesAreThoseOfTheExportUnderPadding() throws OrtException {
    requireSameNumbers(Tokens.padded(48, 48, 1, 17, 33, 2));
  }

  @Test
  void hiddenStatesAreThoseOfTheExportWithPaddingOnTheLeft() throws OrtException {
    requireSameNumbers(Tokens.padded(24, 24, 5, 11).mirrored());
  }

  @Test
  void rowWithoutAnyTokenIsThatOfTheExport() throws OrtException {
    requireSameNumbers(Tokens.padded(8, 8, 0));
  }

  @Test
  void longestSequenceIsThatOfTheExport() throws OrtException {
    requireSameNumbers(Tokens.padded(512, 512));
  }

  @Test
  void documentAloneHasTheNumbersThatItHasInAPaddedBatch() throws OrtException {
    int[] lengths = {40, 3, 21};
    Tokens batch = Tokens.padded(40, lengths);
    float[][][] together = fused.hiddenStates(batch);
    for (int row = 0; row < lengths.length; row++) {
      float[][] alone = fused.hiddenStates(batch.alone(row, lengths[row]))[0];
      for (int token = 0; token < lengths[row]; token++) {
        assertThat(largestDifference(alone[token], together[row][token])).isLessThan(FLOAT32_ORDER);
      }
    }
  }

  private static void requireSameNumbers(Tokens tokens) throws OrtException {
    float[][][] expected = exported.hiddenStates(tokens);
    float[][][] found = fused.hiddenStates(tokens);
    assertThat(found).hasDimensions(expected.length, expected[0].length);
    double largest = 0;
    double cosines = 0;
    for (int row = 0; row < expected.length; row++) {
      for (int token = 0; token < tokens.length(); token++) {
        largest = Math.max(largest, largestDifference(expected[row][token], found[row][token]));
        cosines += cosine(expected[row][token], found[row][token]);
      }
    }
    assertThat(largest).isLessThan(FLOAT32_ORDER);
    assertThat(cosines / (tokens.rows() * tokens.length())).isGreaterThan(0.99999);
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }
}
