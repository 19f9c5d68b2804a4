package dev.millrace.graph.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
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
    exported = new EncoderRun(Encoder.MINILM.exported());
    fused = new EncoderRun(Encoder.MINILM.fused());
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
      float[][][] alone = fused.hiddenStates(batch.alone(row, lengths[row]));
      float[][][] same = {Arrays.copyOf(together[row], lengths[row])};
      assertThat(Distance.largest(same, alone)).isLessThan(FLOAT32_ORDER);
    }
  }

  @Test
  void sequenceLongerThanThePositionsFailsAsInTheExport() {
    Tokens tooLong = Tokens.padded(513, 513);
    assertThatThrownBy(() -> exported.hiddenStates(tooLong)).isInstanceOf(OrtException.class);
    assertThatThrownBy(() -> fused.hiddenStates(tooLong)).isInstanceOf(OrtException.class);
  }

  @Test
  void tokenOutsideTheVocabularyFailsAsInTheExport() {
    Tokens unknown = new Tokens(1, 1, new long[] {30_522}, new long[] {1}, new long[] {0});
    assertThatThrownBy(() -> exported.hiddenStates(unknown)).isInstanceOf(OrtException.class);
    assertThatThrownBy(() -> fused.hiddenStates(unknown)).isInstanceOf(OrtException.class);
  }

  private static void requireSameNumbers(Tokens tokens) throws OrtException {
    float[][][] expected = exported.hiddenStates(tokens);
    float[][][] found = fused.hiddenStates(tokens);
    assertThat(Distance.largest(expected, found)).isLessThan(FLOAT32_ORDER);
    assertThat(Distance.meanCosine(expected, found)).isGreaterThan(0.99999);
  }
}
