package dev.millrace.jobs.source.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
  @TempDir
  private Path directory;

  @Test
  void eachLineIsInOnePartWhereverTheFileIsDivided() throws IOException {
    String text = "first\n\nthird, longer\nfourth\nno line feed";
    Path file = Files.writeString(directory.resolve("a.txt"), text);
    for (int at = 0; at <= text.length(); at++) {
      List<String> lines = lines(file, 0, at);
      lines.addAll(lines(file, at, text.length()));
      assertThat(lines).as("divided at byte %d", at).containsExactly("first", "", "third, longer", "fourth", "no line feed");
    }
  }

  @Test
  void anEndlessLineCostsItselfOnly() throws IOException {
    Path file = Files.writeString(directory.resolve("a.txt"), "a\n" + "x".repeat(Lines.LONGEST + 100_000) + "\nb\n");
    try (Lines lines = Lines.open(new InputBytes(new Configuration(false)), new FilePart(file.toString(), 0, Files.size(file)))) {
      assertThat(lines.next()).isEqualTo(new byte[] {'a'});
      assertThat(lines.isTooLong()).isFalse();
      assertThat(lines.next()).hasSize(Lines.LONGEST);
      assertThat(lines.isTooLong()).isTrue();
      assertThat(lines.next()).isEqualTo(new byte[] {'b'});
      assertThat(lines.next()).isNull();
    }
  }

  private static List<String> lines(Path file, long start, long end) throws IOException {
    List<String> all = new ArrayList<>();
    if (start == end) {
      return all;
    }
    try (Lines lines = Lines.open(new InputBytes(new Configuration(false)), new FilePart(file.toString(), start, end))) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        all.add(new String(line, StandardCharsets.UTF_8));
      }
    }
    return all;
  }
}
