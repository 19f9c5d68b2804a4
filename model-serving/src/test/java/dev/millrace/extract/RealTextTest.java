package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much is found, and how much of what is found is right, in texts that others wrote and annotated. */
class RealTextTest {
  /**
   * The floors are what was measured, a little lowered. A match is right if it overlaps an annotation of the same kind.
   * The texts are generated: nine cards bear prefixes that no network issues, and most phone numbers are no valid
   * number of any country, or national numbers of twenty countries; those must not be found.
   */
  @ParameterizedTest(name = "{0} {2}")
  @CsvSource({
      "EMAIL, EMAIL_ADDRESS, , 0.97, 0.97",
      "CREDIT_CARD, CREDIT_CARD, , 0.92, 0.98",
      "IBAN, IBAN_CODE, , 0.95, 0.95",
      "URL, DOMAIN_NAME, , 0.97, 0.97",
      "PHONE, PHONE_NUMBER, , 0.05, 0.95",
      "PHONE, PHONE_NUMBER, US, 0.17, 0.95",
  })
  void recallAndPrecisionOnAnnotatedTexts(FieldType type, String annotation, String region, double recallFloor, double precisionFloor)
      throws IOException {
    JsonNode documents = new ObjectMapper().readTree(RealData.file("presidio-pii/synth_dataset_v2.json").toFile());
    Finder finder = PartScan.finder(FieldRule.of("field", type, region == null ? FieldOptions.NONE : FieldOptions.region(region)));
    int annotated = 0;
    int recalled = 0;
    int found = 0;
    int right = 0;
    for (JsonNode document : documents) {
      String text = document.get("full_text").asText();
      List<Match> gold = annotations(document, annotation);
      List<Match> matches = new PartScan(text).find(type, finder).matches();
      annotated += gold.size();
      found += matches.size();
      recalled += gold.size() - Match.outside(gold, matches).size();
      right += matches.size() - Match.outside(matches, gold).size();
    }
    double recall = (double) recalled / annotated;
    double precision = (double) right / found;
    System.out.printf(Locale.ROOT, "presidio-pii %s%s: recall %.3f of %d, precision %.3f of %d%n",
        type.label(), region == null ? "" : " " + region, recall, annotated, precision, found);
    assertThat(recall).isGreaterThanOrEqualTo(recallFloor);
    assertThat(precision).isGreaterThanOrEqualTo(precisionFloor);
  }

  /** The publisher writes every amount as {$1234.50}: what the finder must find can be told from the text. */
  @Test
  void everyAmountOfTheComplaintsIsFound() throws IOException {
    String text;
    try (var reader = new BufferedReader(new InputStreamReader(
        new GZIPInputStream(Files.newInputStream(RealData.file("cfpb-complaints/complaints_sample.csv.gz"))), StandardCharsets.UTF_8))) {
      text = reader.lines().collect(Collectors.joining("\n"));
    }
    List<Match> matches = new PartScan(text).find(FieldType.MONEY, new MoneyFinder(null)).matches();
    List<String> braced = matches.stream().filter(match -> text.charAt(match.start() - 1) == '{').map(Match::value).toList();
    Matcher published = Pattern.compile("\\{\\$(\\d+\\.\\d\\d)}").matcher(text);
    List<String> expected = published.results().map(result -> result.group(1).replaceFirst("^0+(?=\\d)", "") + " USD").toList();
    System.out.printf("cfpb-complaints money: %d of %d published amounts, %d others%n",
        braced.size(), expected.size(), matches.size() - braced.size());
    assertThat(expected).hasSizeGreaterThan(1_000);
    assertThat(braced).isEqualTo(expected);
  }

  /** Annotations of the kind, in the order of the text (the file has them last to first). */
  private static List<Match> annotations(JsonNode document, String kind) {
    return StreamSupport.stream(document.get("spans").spliterator(), false)
        .filter(span -> span.get("entity_type").asText().equals(kind))
        .map(span -> new Match(span.get("start_position").asInt(), span.get("end_position").asInt(), span.get("entity_value").asText()))
        .sorted(Comparator.comparingInt(Match::start))
        .toList();
  }
}
