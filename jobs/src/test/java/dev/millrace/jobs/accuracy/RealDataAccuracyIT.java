package dev.millrace.jobs.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRunner;
import dev.millrace.jobs.JobsMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on real data: frozen encoders, linear heads, one fixed penalty per data set. */
class RealDataAccuracyIT {
  private static final CSVFormat CSV = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).build();

  @TempDir
  private Path directory;

  @Test
  void banking77ReachesItsFloorInFiveFolds() throws IOException {
    List<CSVRecord> rows;
    try (Reader reader = Files.newBufferedReader(SharedData.require("banking77/train.csv")); CSVParser parser = CSVParser.parse(reader, CSV)) {
      rows = parser.getRecords();
    }
    Path file = directory.resolve("train.csv");
    try (CSVPrinter out = printer(file, "id", "text", "category")) {
      for (CSVRecord row : rows) {
        out.printRecord("row-" + row.getRecordNumber(), row.get("text"), row.get("category"));
      }
    }
    JsonNode summary = run("train", "--input", file.toString(), "--id", "id", "--text", "text", "--label", "category",
        "--penalty", "30", "--out", directory.resolve("bundle").toString());
    assertThat(summary.path("documents").asInt()).isEqualTo(10_003);
    assertThat(summary.path("accuracy.category").asDouble()).isGreaterThan(0.920);
  }

  @Test
  void complaintsReachTheirFloorWithMinilm() throws IOException {
    requireComplaints("minilm", 0.77);
  }

  /** Twice as long as the other: its encoder has twice the layers. */
  @Test
  @Tag("soak")
  void complaintsReachTheirFloorWithBgeSmall() throws IOException {
    requireComplaints("bge-small", 0.80);
  }

  private void requireComplaints(String encoder, double floor) throws IOException {
    Path train = directory.resolve("train.csv");
    Path later = directory.resolve("later.csv");
    splitByDate(SharedData.require("cfpb-complaints/complaints_sample.csv.gz"), train, later);
    run("train", "--input", train.toString(), "--id", "Complaint ID", "--text", "Consumer complaint narrative",
        "--label", "Product", "--label", "Issue", "--encoder", encoder, "--penalty", "10", "--out", directory.resolve("bundle").toString());
    Path pipeline = Files.writeString(directory.resolve("pipeline.yaml"), """
        pipeline: complaints
        input:
          source: cfpb-%s
          id: Complaint ID
          text: [Consumer complaint narrative]
          time: Date received
          time_format: yyyy/M/d
        bundle: bundle
        tasks: {Product: {}, Issue: {}}
        fields:
          amount: {type: money, many: true}
        """.formatted(encoder));
    JsonNode summary = run("classify", "--pipeline", pipeline.toString(), "--input", later.toString(), "--gold", "Product=Product", "--gold", "Issue=Issue");
    assertThat(summary.path("documents").asInt()).isEqualTo(460);
    assertThat(summary.path("decided").asInt()).isEqualTo(460);
    assertThat(summary.path("windows").asInt()).as("long narratives take several windows").isGreaterThan(500);
    assertThat(summary.path("fields").asInt()).isGreaterThan(200);
    assertThat(summary.path("accuracy.Product").asDouble()).isGreaterThan(floor);
    assertThat(summary.path("accuracy.Issue").asDouble()).isGreaterThan(0.45);
  }

  /** Rows with a narrative, the earlier 70 % and the rest. */
  private static void splitByDate(Path source, Path train, Path later) throws IOException {
    List<CSVRecord> rows = new ArrayList<>();
    List<String> header;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(source));
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8); CSVParser parser = CSVParser.parse(reader, CSV)) {
      header = parser.getHeaderNames();
      for (CSVRecord row : parser) {
        if (!row.get("Consumer complaint narrative").isBlank()) {
          rows.add(row);
        }
      }
    }
    rows.sort(Comparator.comparing(RealDataAccuracyIT::date).thenComparing(row -> row.get("Complaint ID")));
    int cut = rows.size() * 7 / 10;
    print(train, header, rows.subList(0, cut));
    print(later, header, rows.subList(cut, rows.size()));
  }

  private static String date(CSVRecord row) {
    String[] parts = row.get("Date received").split("/");
    return "%s-%02d-%02d".formatted(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  private static void print(Path file, List<String> header, List<CSVRecord> rows) throws IOException {
    try (CSVPrinter out = printer(file, header.toArray(String[]::new))) {
      for (CSVRecord row : rows) {
        out.printRecord(row);
      }
    }
  }

  private static CSVPrinter printer(Path file, String... header) throws IOException {
    Writer writer = Files.newBufferedWriter(file);
    return new CSVPrinter(writer, CSVFormat.RFC4180.builder().setHeader(header).build());
  }

  private JsonNode run(String... arguments) throws IOException {
    Path summary = directory.resolve("summary.json");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--summary", summary.toString()));
    assertThat(CommandRunner.run(new JobsMain(), all.toArray(String[]::new))).isZero();
    return new ObjectMapper().readTree(summary.toFile());
  }
}
