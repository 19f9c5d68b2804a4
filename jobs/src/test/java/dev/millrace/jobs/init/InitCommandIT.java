package dev.millrace.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRunner;
import dev.millrace.jobs.JobsMain;
import dev.millrace.pipeline.spec.PipelineFile;
import dev.millrace.pipeline.spec.PipelineSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class InitCommandIT {
  private static final String SECRET = "a sentence of several words that nobody may read";

  @TempDir
  private Path directory;
  private Path pipeline;
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    pipeline = directory.resolve("pipeline.yaml");
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  private int init(Path input, String... more) {
    String[] words = new String[5 + more.length];
    System.arraycopy(new String[] {"init", "--input", input.toString(), "--out", pipeline.toString()}, 0, words, 0, 5);
    System.arraycopy(more, 0, words, 5, more.length);
    return CommandRunner.run(new JobsMain(), words);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private Path csv(String header) throws IOException {
    StringBuilder lines = new StringBuilder(header).append('\n');
    for (int i = 0; i < 40; i++) {
      lines.append("%d;%s %d;%s\n".formatted(i, SECRET, i, i % 2 == 0 ? "yes: no" : "${HOME}"));
    }
    return Files.writeString(directory.resolve("rows.csv"), lines);
  }

  @Test
  void oddColumnNamesComeThroughThePipelineFile() throws IOException {
    assertThat(init(csv("id: #1 ${HOME};\"what \"\"they\"\" wrote\";no"))).as(printed()).isZero();
    PipelineSpec spec = PipelineFile.load(pipeline, Map.of());
    assertThat(spec.input().id()).isEqualTo("id: #1 ${HOME}");
    assertThat(spec.input().text().get(0).column()).isEqualTo("what \"they\" wrote");
    assertThat(spec.input().source()).isEqualTo("rows");
    assertThat(printed()).contains("no: 2 different values").doesNotContain(SECRET);
    assertThat(Files.readString(pipeline)).doesNotContain(SECRET);
  }

  @Test
  void aFileInTheWayIsKept() throws IOException {
    Files.writeString(pipeline, "mine");
    assertThat(init(csv("id;text;label"))).isEqualTo(2);
    assertThat(pipeline).hasContent("mine");
    assertThat(init(csv("id;text;label"), "--force")).isZero();
    assertThat(Files.readString(pipeline)).contains("id: id", "text: [text]");
  }

  @Test
  void nestedCompressedJsonLinesAreColumnsWithDots() throws IOException {
    Path file = directory.resolve("tickets.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < 30; i++) {
        out.write("{\"ticket\": {\"id\": \"T%d\", \"body\": \"%s %d\"}, \"at\": \"2026-01-01T00:00:00Z\", \"queue\": \"q%d\"}\n".formatted(i, SECRET, i, i % 3).getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(init(file)).as(printed()).isZero();
    PipelineSpec spec = PipelineFile.load(pipeline, Map.of());
    assertThat(spec.input().id()).isEqualTo("ticket.id");
    assertThat(spec.input().text().get(0).column()).isEqualTo("ticket.body");
    assertThat(spec.input().time()).isEqualTo("at");
    assertThat(printed()).contains("queue: 3 different values");
  }

  @Test
  void withoutAnIdTheReaderLearnsHowToNumberTheRows() throws IOException {
    Path file = Files.writeString(directory.resolve("bare.csv"), "text,label\n" + "same words again and again,a\nother words than those before,b\n".repeat(10));
    assertThat(init(file)).isEqualTo(4);
    assertThat(printed()).contains("No column of", "--number COPY.csv");
    assertThat(pipeline).doesNotExist();
    Path copy = directory.resolve("numbered.csv");
    assertThat(init(file, "--number", copy.toString(), "--text", "text")).as(printed()).isZero();
    assertThat(Files.readAllLines(copy)).startsWith("row_number,text,label", "1,same words again and again,a").hasSize(21);
  }

  @Test
  void blankLinesAreNotNumbered() throws IOException {
    Path file = Files.writeString(directory.resolve("blank.csv"), "\n\n\n");
    assertThat(init(file, "--number", directory.resolve("copy.csv").toString())).isEqualTo(4);
    assertThat(printed()).contains("holds no records to number");
    assertThat(directory).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void aHostileHeaderAddsNoKeyAndAnyUserMayReadWhatTheUmaskAllows() throws IOException {
    assertThat(init(csv("id;text;\"label\nkeep: 1d\n# \""))).as(printed()).isZero();
    Map<String, Object> read = new Yaml().load(Files.readString(pipeline));
    assertThat(read).containsOnlyKeys("pipeline", "input", "bundle", "fields", "database");
    assertThat(printed().lines()).noneMatch(line -> line.startsWith("keep"));
    Path ordinary = Files.writeString(directory.resolve("ordinary"), "");
    assertThat(Files.getPosixFilePermissions(pipeline)).isEqualTo(Files.getPosixFilePermissions(ordinary));
  }

  @Test
  void aLineTooLongForMemoryIsCountedAndNotKept() throws IOException {
    Path file = directory.resolve("long.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < 20; i++) {
        out.write("{\"id\": \"T%d\", \"body\": \"%s %d\"}\n".formatted(i, SECRET, i).getBytes(StandardCharsets.UTF_8));
      }
      out.write("{\"id\": \"".getBytes(StandardCharsets.UTF_8));
      byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 40; i++) {
        out.write(piece);
      }
    }
    assertThat(init(file)).as(printed()).isZero();
    assertThat(printed()).contains("the 20 rows and 1 that cannot be read");
  }

  @Test
  void aFirstLineThatIsNoHeaderIsRefusedAndNotShown() throws IOException {
    Path file = Files.writeString(directory.resolve("bare.csv"), "17," + SECRET + " and goes on for longer than any name of a column,x\n18,b,y\n");
    assertThat(init(file)).isEqualTo(4);
    assertThat(printed()).contains("does not look like a header").doesNotContain(SECRET);
  }
}
