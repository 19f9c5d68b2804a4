package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SourceFixture.files;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a CSV whose encoding and delimiter were found out, against Spark's reader, which is told the delimiter. */
@Tag("soak")
class CsvSpeedIT {
  private static final int ROWS = Integer.getInteger("millrace.csv.rows", 5_000_000);
  private static final int ROUNDS = 3;

  @TempDir
  private Path directory;

  @Test
  void readingIsAtMostAFifthSlowerThanBySpark() throws IOException {
    Path file = write(directory.resolve("tickets.csv"), ROWS);
    Path small = write(directory.resolve("warm-up.csv"), Math.min(ROWS, 200_000));
    seconds(spark(small));
    seconds(own(small));
    List<Double> ours = new ArrayList<>();
    List<Double> sparks = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      sparks.add(seconds(spark(file)));
      ours.add(seconds(own(file)));
    }
    System.out.printf(Locale.ROOT, "%,d rows, %,d MB: Spark's reader %s s, ours %s s; medians %.1f and %.1f, ratio %.2f%n",
        ROWS, Files.size(file) / 1_000_000, sparks, ours, median(sparks), median(ours), median(ours) / median(sparks));
    assertThat(median(ours) / median(sparks)).isLessThanOrEqualTo(1.2);
  }

  private static Dataset<Row> own(Path file) {
    InputSpec input = new InputSpec("test", null, Map.of(), "id", List.of(new TextColumn("subject", "subject"), new TextColumn("body", "body")), "created", null, List.of("product"));
    Source source = Sources.of(SharedSpark.spark(), input, files(file), List.of());
    Dataset<Row> rows = source.rows();
    assertThat(source.detected()).containsEntry("delimiter", ";").containsEntry("encoding", "UTF-8");
    return rows;
  }

  private static Dataset<Row> spark(Path file) {
    Column[] mapped = Arrays.stream(new String[] {"id", "created", "subject", "body", "product"}).map(functions::col).toArray(Column[]::new);
    return SharedSpark.spark().read().option("header", true).option("multiLine", true).option("sep", ";").option("escape", "\"")
        .csv(file.toString()).select(mapped);
  }

  /** All rows, with every selected column made. */
  private static double seconds(Dataset<Row> rows) {
    long start = System.nanoTime();
    rows.write().format("noop").mode("overwrite").save();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> seconds) {
    return seconds.stream().sorted().toList().get(seconds.size() / 2);
  }

  private static Path write(Path file, int rows) throws IOException {
    Random random = new Random(7);
    String[] words = "Größe parcel late refund, please the invoice of my order was charged twice; thanks für help again".split(" ");
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write("id;created;status;subject;body;product;agent\n");
      for (int i = 0; i < rows; i++) {
        StringBuilder body = new StringBuilder();
        for (int word = random.nextInt(30); word >= 0; word--) {
          body.append(words[random.nextInt(words.length)]).append(word % 11 == 10 ? "\n" : " ");
        }
        String subject = words[random.nextInt(words.length)].replace(";", "");
        out.write("T-%d;2026-01-02T03:04:05Z;open;%s;\"%s\"\"%d\"\"\";p%d;agent %d\n".formatted(i, subject, body, i % 97, i % 40, i % 9));
      }
    }
    return file;
  }
}
