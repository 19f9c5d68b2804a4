package dev.millrace.jobs.source.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class FilePartTest {
  private static final long MIB = 1 << 20;

  @Test
  void aLargeFileIsDividedOnlyIfItCanBe() {
    assertThat(FilePart.packs(List.of(file("a", 300 * MIB)), path -> true, 1)).isEqualTo(List.of(
        List.of(new FilePart("a", 0, 128 * MIB)), List.of(new FilePart("a", 128 * MIB, 256 * MIB)), List.of(new FilePart("a", 256 * MIB, 300 * MIB))));
    assertThat(FilePart.packs(List.of(file("a", 300 * MIB)), path -> false, 1)).isEqualTo(List.of(List.of(new FilePart("a", 0, 300 * MIB))));
  }

  @Test
  void smallFilesShareATaskAndNoneIsLost() {
    List<ArrayList<FilePart>> packs = FilePart.packs(Collections.nCopies(1_000, file("a", MIB)), path -> true, 8);
    assertThat(packs).hasSizeBetween(8, 60).allSatisfy(pack -> assertThat(pack).hasSizeLessThan(130));
    assertThat(packs.stream().mapToInt(List::size).sum()).isEqualTo(1_000);
  }

  @Test
  void anEmptyFileIsNoPart() {
    assertThat(FilePart.packs(List.of(file("a", 0), file("b", 5)), path -> true, 2)).isEqualTo(List.of(List.of(new FilePart("b", 0, 5))));
  }

  private static FileStatus file(String name, long length) {
    return new FileStatus(length, false, 1, 1 << 27, 0, new Path(name));
  }
}
