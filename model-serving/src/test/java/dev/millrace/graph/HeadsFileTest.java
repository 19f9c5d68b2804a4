package dev.millrace.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadsFileTest {
  private static final HeadWeights URGENCY = HeadWeights.ofRows(new float[][] {{1, 2, 3}, {-4, Float.MIN_VALUE, 0.1f}}, new float[] {0.5f, -0.5f});
  private static final HeadWeights CATEGORY = HeadWeights.ofRows(new float[][] {{7, 8, 9}, {0, 0, 0}, {1e30f, -0f, 1}}, new float[] {0, 1, 2});

  @TempDir
  private Path directory;
  private Path file;

  @BeforeEach
  void writeHeads() throws IOException {
    Map<String, HeadWeights> heads = new LinkedHashMap<>();
    heads.put("urgency", URGENCY);
    heads.put("kategori / ı", CATEGORY);
    file = Files.write(directory.resolve("heads.onnx"), HeadsFile.write(heads));
  }

  @Test
  void aRoundTripKeepsEveryBitInTheOrderAskedFor() {
    Map<String, HeadWeights> read = HeadsFile.read(file, List.of("kategori / ı", "urgency"));
    assertThat(read.keySet()).containsExactly("kategori / ı", "urgency");
    assertThat(read.get("urgency")).usingRecursiveComparison().isEqualTo(URGENCY);
    assertThat(read.get("kategori / ı")).usingRecursiveComparison().isEqualTo(CATEGORY);
  }

  @Test
  void rowsByLabelBecomeColumnsByLabel() {
    assertThat(URGENCY.weights()).containsExactly(1, -4, 2, Float.MIN_VALUE, 3, 0.1f);
  }

  @Test
  void aMissingHeadIsRefusedByName() {
    assertThatThrownBy(() -> HeadsFile.read(file, List.of("urgency", "product")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining("heads.onnx has no head for task 'product'").hasMessageContaining("urgency/weight");
  }

  @Test
  void aFileThatIsNoGraphIsRefused() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\n");
    assertThatThrownBy(() -> HeadsFile.read(file, List.of("urgency")))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessageContaining("heads.onnx is not an ONNX file");
  }

  @Test
  void weightsThatDoNotFitTheirShapeAreRefused() {
    assertThatThrownBy(() -> new HeadWeights(3, 2, new float[5], new float[2])).hasMessage("A head of 3 x 2 needs 6 weights, found 5");
    assertThatThrownBy(() -> new HeadWeights(3, 2, new float[6], new float[3])).hasMessage("A head of 2 labels needs as many biases, found 3");
  }
}
