package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.decision.ExtractedField;
import dev.millrace.decision.Span;
import dev.millrace.document.Part;
import dev.millrace.failure.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FieldExtractorTest {
  private static final HmacKey KEY = HmacKey.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
  private static final FieldRule ORDER = FieldRule.of("order", FieldType.REGEX, FieldOptions.pattern("ORD-(\\d{8})"));
  private static final List<Part> PARTS = List.of(
      Part.plain("subject", "😀 ORD-12345678"), Part.plain("body", "Grüße 😀😀 ORD-87654321 and ORD-11111111"));

  @Test
  void onlyTheFirstOccurrenceIsFoundUnlessManyAreAskedFor() {
    assertThat(extract(ORDER).fields()).containsExactly(order(0, "subject", 6, "12345678"));
    assertThat(extract(ORDER.all()).fields()).containsExactly(
        order(0, "subject", 6, "12345678"), order(1, "body", 13, "87654321"), order(2, "body", 30, "11111111"));
  }

  @Test
  void spansAreCodePointsOfThePart() {
    for (ExtractedField field : extract(ORDER.all()).fields()) {
      Part part = PARTS.stream().filter(candidate -> candidate.name().equals(field.span().part())).findFirst().orElseThrow();
      int[] codePoints = part.text().codePoints().toArray();
      assertThat(new String(codePoints, field.span().start(), field.span().end() - field.span().start())).isEqualTo(field.raw());
    }
  }

  @Test
  void aRequiredFieldThatIsNotThereIsMissing() {
    FieldRule iban = FieldRule.of("iban", FieldType.IBAN).mandatory();
    assertThat(extract(ORDER.mandatory(), iban)).satisfies(extraction -> {
      assertThat(extraction.missing()).containsExactly("iban");
      assertThat(extraction.fields()).hasSize(1);
      assertThat(extraction.limited()).isEmpty();
    });
  }

  @Test
  void aTextMadeOfFieldsIsCutAndSaysSo() {
    String text = "ORD-12345678 ".repeat(FieldExtractor.MAX_OCCURRENCES + 1);
    FieldExtractor extractor = FieldExtractor.of(List.of(ORDER.all(), FieldRule.of("first", FieldType.REGEX, ORDER.options())), null);
    Extraction extraction = extractor.extract(List.of(Part.plain("body", text)));
    assertThat(extraction.fields()).hasSize(FieldExtractor.MAX_OCCURRENCES + 1);
    assertThat(extraction.limited()).containsExactly("order");
  }

  @Test
  void whatRestsIsWhatStoreSays() {
    FieldRule email = FieldRule.of("email", FieldType.EMAIL);
    Part part = Part.plain("body", "Jo.Smith@example.org");
    assertThat(stored(email.stored(Store.RAW), part)).containsExactly("Jo.Smith@example.org", "jo.smith@example.org");
    assertThat(stored(email, part)).containsExactly("j***@example.org", "j***@example.org");
    // printf jo.smith@example.org | openssl dgst -sha256 -hmac 0123456789abcdef
    assertThat(stored(email.stored(Store.HASH), part))
        .containsExactly(null, "3e621e12f5665e07110dee5de6493838b1af3173ffa8c94578c10146fbcadfa8");
  }

  @Test
  void equalValuesHaveEqualHashesHoweverTheyAreWritten() {
    FieldRule iban = FieldRule.of("iban", FieldType.IBAN).stored(Store.HASH);
    assertThat(stored(iban, Part.plain("a", "de89370400440532013000"))).isEqualTo(stored(iban, Part.plain("a", "DE89 3704 0044 0532 0130 00")));
  }

  @ParameterizedTest
  @EnumSource(FieldType.class)
  void neitherMaskNorHashHoldsTheClearValue(FieldType type) {
    String text = "jo@example.org a@b.co +44 20 7946 0958 DE89 3704 0044 0532 0130 00 4111 1111 1111 1111 €5 3.3.2026 http://x.example ORD-1";
    FieldOptions options = type == FieldType.REGEX ? FieldOptions.pattern("ORD-\\d") : FieldOptions.NONE;
    FieldRule rule = FieldRule.of("field", type, options).all();
    List<String> clear = PartScan.finder(rule).find(text).matches().stream().map(Match::value).toList();
    assertThat(clear).isNotEmpty();
    for (Store store : type == FieldType.CREDIT_CARD ? List.of(Store.MASKED) : List.of(Store.MASKED, Store.HASH)) {
      assertThat(FieldExtractor.of(List.of(rule.stored(store)), KEY).extract(List.of(Part.plain("body", text))).fields())
          .hasSameSizeAs(clear)
          .allSatisfy(field -> assertThat(field.value() + field.raw()).doesNotContain(clear));
    }
  }

  @Property(tries = 100)
  void aMaskedAddressNeverTellsItsLocalPart(@ForAll @AlphaChars @StringLength(min = 1, max = 20) String local) {
    assertThat(Mask.of(FieldType.EMAIL, local + "@example.org"))
        .doesNotStartWith(local).endsWith("***@example.org").hasSizeLessThanOrEqualTo("j***@example.org".length());
  }

  @Test
  void oneTextMayHoldTheSameStretchForTwoFields() {
    FieldRule digits = FieldRule.of("digits", FieldType.REGEX, FieldOptions.pattern("\\d+"));
    FieldRule phone = FieldRule.of("phone", FieldType.PHONE, FieldOptions.region("GB"));
    assertThat(FieldExtractor.of(List.of(digits, phone), null).extract(List.of(Part.plain("body", "02079460958"))).fields())
        .extracting(ExtractedField::name).containsExactly("digits", "phone");
  }

  @Test
  void hashingNeedsAKeyAndNamesMayNotRepeat() {
    assertThatThrownBy(() -> FieldExtractor.of(List.of(FieldRule.of("email", FieldType.EMAIL).stored(Store.HASH)), null))
        .isInstanceOf(MillraceException.class)
        .hasMessage("Field email says store: hash, which needs a key of at least 16 bytes in environment variable MILLRACE_HMAC_KEY"
            + " or in a file named by MILLRACE_HMAC_KEY_FILE");
    assertThatThrownBy(() -> FieldExtractor.of(List.of(ORDER, ORDER), null)).hasMessage("Field order has two rules");
  }

  @Test
  void theRuleHashChangesWithWhatIsFoundOrStoredAndWithNothingElse() {
    FieldRule email = FieldRule.of("email", FieldType.EMAIL).stored(Store.HASH);
    HmacKey other = HmacKey.of("another key of ample length".getBytes(StandardCharsets.US_ASCII));
    byte[] hash = FieldExtractor.of(List.of(ORDER, email), KEY).ruleHash();

    assertThat(hash).hasSize(32).isEqualTo(FieldExtractor.of(List.of(email, ORDER), KEY).ruleHash());
    assertThat(FieldExtractor.of(List.of(ORDER, email), other).ruleHash()).isNotEqualTo(hash);
    assertThat(FieldExtractor.of(List.of(ORDER), KEY).ruleHash()).isEqualTo(FieldExtractor.of(List.of(ORDER), other).ruleHash());
    List<FieldRule> changed = List.of(ORDER.all(), ORDER.mandatory(), ORDER.stored(Store.MASKED),
        FieldRule.of("other", FieldType.REGEX, ORDER.options()), FieldRule.of("order", FieldType.REGEX, FieldOptions.pattern("x")),
        FieldRule.of("order", FieldType.DATE), FieldRule.of("order", FieldType.DATE, FieldOptions.order(DateOrder.MDY)),
        FieldRule.of("order", FieldType.PHONE), FieldRule.of("order", FieldType.PHONE, FieldOptions.region("GB")),
        FieldRule.of("order", FieldType.MONEY), FieldRule.of("order", FieldType.MONEY, FieldOptions.currency("SEK")), ORDER);
    assertThat(changed.stream().map(rule -> Arrays.hashCode(FieldExtractor.of(List.of(rule), null).ruleHash())).collect(Collectors.toSet()))
        .hasSameSizeAs(changed);
  }

  @Test
  void manyThreadsMayShareOneExtractor() {
    FieldExtractor extractor = FieldExtractor.of(List.of(
        ORDER.all(), FieldRule.of("phone", FieldType.PHONE).all(), FieldRule.of("amount", FieldType.MONEY).stored(Store.HASH).all()), KEY);
    List<Part> parts = List.of(Part.plain("body", "ORD-12345678, +44 20 7946 0958, €5 and €6"));
    Extraction alone = extractor.extract(parts);
    assertThat(alone.fields()).hasSize(4);
    assertThat(IntStream.range(0, 500).parallel().mapToObj(i -> extractor.extract(parts)).toList()).containsOnly(alone);
  }

  private static Extraction extract(FieldRule... rules) {
    return FieldExtractor.of(List.of(rules), null).extract(PARTS);
  }

  /** Raw and value. */
  private static List<String> stored(FieldRule rule, Part part) {
    ExtractedField field = FieldExtractor.of(List.of(rule), KEY).extract(List.of(part)).fields().get(0);
    return Arrays.asList(field.raw(), field.value());
  }

  private static ExtractedField order(int occurrence, String part, int start, String digits) {
    return new ExtractedField("order", occurrence, "regex", new Span(part, start, start + 8), digits, digits, true, null);
  }
}
