package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SourceFixture.input;
import static dev.millrace.jobs.source.SourceFixture.read;
import static dev.millrace.jobs.source.SourceFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.io.compress.bzip2.CBZip2OutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressedFilesIT {
  @TempDir
  private Path directory;

  enum Codec {
    GZ(bytes -> compressed(bytes, Codec::gzip)),
    ZST(Zstd::compress),
    BZ2(bytes -> compressed(bytes, Codec::bzip2));

    private final Function<byte[], byte[]> compress;

    Codec(Function<byte[], byte[]> compress) {
      this.compress = compress;
    }

    byte[] compress(String text) {
      return compress.apply(text.getBytes(StandardCharsets.UTF_8));
    }

    String suffix() {
      return "." + name().toLowerCase(Locale.ROOT);
    }

    private interface Wrapping {
      OutputStream wrap(OutputStream out) throws IOException;
    }

    private static OutputStream gzip(OutputStream out) throws IOException {
      return new GZIPOutputStream(out);
    }

    /** Hadoop leaves the first two bytes, the magic number, to its codec. */
    private static OutputStream bzip2(OutputStream out) throws IOException {
      out.write(new byte[] {'B', 'Z'});
      return new CBZip2OutputStream(out, 1);
    }

    private static byte[] compressed(byte[] bytes, Wrapping wrapping) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream compressing = wrapping.wrap(out)) {
        compressing.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheNameSaysHowItIsCompressed(Codec codec) {
    assertThat(read(write(directory.resolve("a.csv" + codec.suffix()), codec.compress("id;text\n1;Größe\n")))).extracting(SourceRow::texts).containsExactly(List.of("Größe"));
    assertThat(read(write(directory.resolve("a.json" + codec.suffix()), codec.compress("{\"id\":1,\"text\":\"Größe\"}\n")))).extracting(SourceRow::texts).containsExactly(List.of("Größe"));
  }

  @ParameterizedTest
  @EnumSource
  void whatLiesBeforeTheDamageIsKeptAndTheRestIsOneRow(Codec codec) {
    Random random = new Random(4);
    StringBuilder csv = new StringBuilder("id,text\n");
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      long noise = random.nextLong();
      csv.append(i).append(',').append(noise).append('\n');
      json.append("{\"id\":%d,\"text\":\"%d\"}\n".formatted(i, noise));
    }
    assertBreaksOff(cut(directory.resolve("a.csv" + codec.suffix()), codec.compress(csv.toString())));
    assertBreaksOff(cut(directory.resolve("a.json" + codec.suffix()), codec.compress(json.toString())));
  }

  private static Path cut(Path file, byte[] whole) {
    return write(file, Arrays.copyOf(whole, whole.length * 3 / 4));
  }

  private void assertBreaksOff(Path file) {
    Path good = write(directory.resolve(file.getFileName().toString().contains("csv") ? "good.csv" : "good.json"),
        file.getFileName().toString().contains("csv") ? "id,text\ngood,x\n" : "{\"id\":\"good\",\"text\":\"x\"}\n");
    List<SourceRow> rows = read(good, file);
    List<SourceRow> faults = rows.stream().filter(row -> row.fault() != null).toList();
    assertThat(faults).singleElement().satisfies(row -> {
      assertThat(row.isUnreadable()).isTrue();
      assertThat(row.file()).isEqualTo(file.toString());
      assertThat(row.fault()).startsWith("unreadable: ");
    });
    assertThat(rows).hasSizeBetween(5_000, 39_999);
    assertThat(rows).extracting(SourceRow::id).contains("good", "0").doesNotContain("39999");
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsOneRow() {
    Path good = write(directory.resolve("a.csv"), "id,text\n1,one\n");
    Path bad = write(directory.resolve("b.csv.gz"), "id,text\n2,two\n");
    assertThat(read(good, bad)).extracting(SourceRow::id, SourceRow::file, SourceRow::isUnreadable).containsExactly(
        tuple(null, bad.toString(), true), tuple("1", good.toString(), false));
  }

  @Test
  void aFileThatMayNotBeReadIsOneRow() throws IOException {
    Path good = write(directory.resolve("a.json"), "{\"id\":1,\"text\":\"x\"}\n");
    Path closed = write(directory.resolve("b.json"), "{\"id\":2,\"text\":\"x\"}\n");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(closed), "root reads everything");
    assertThat(read(good, closed)).extracting(SourceRow::id, SourceRow::isUnreadable).containsExactly(
        tuple(null, true), tuple("1", false));
  }

  @Test
  void aBombIsOneRowAndMemoryStaysFlat() throws IOException {
    Path csv = directory.resolve("bomb.csv.gz");
    Path json = directory.resolve("bomb.json.gz");
    bomb(csv, "id,text\n1,one\n2,", "\n3,three\n");
    bomb(json, "{\"id\":1,\"text\":\"one\"}\n", "\n{\"id\":3,\"text\":\"three\"}\n");
    assertThat(read(csv)).extracting(SourceRow::id, SourceRow::fault).containsExactly(
        tuple(null, "a record of more than 16 MiB begins in line 3"),
        tuple("1", null), tuple("3", null));
    assertThat(read(input("id", "text"), json)).extracting(SourceRow::id, SourceRow::fault).containsExactly(
        tuple(null, "a line of more than 32 MiB"),
        tuple("1", null), tuple("3", null));
  }

  /** 1 GiB of zeros between; a gzip file may have many members, and most of these are one and the same. */
  private static void bomb(Path file, String before, String after) throws IOException {
    byte[] zeros = SourceFixture.gzip("\0".repeat(1 << 24));
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(SourceFixture.gzip(before));
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
      out.write(SourceFixture.gzip(after));
    }
  }
}
