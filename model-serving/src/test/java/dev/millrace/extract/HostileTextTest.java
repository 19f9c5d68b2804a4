package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.document.Part;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts made to be slow. The bound is three times the slowest measured, most take a twentieth; quadratic work exceeds it by far. */
class HostileTextTest {
  private static final int LENGTH = 200_000;
  private static final List<FieldRule> RULES = Stream.concat(
      Arrays.stream(FieldType.values()).filter(type -> type != FieldType.REGEX)
          .map(type -> FieldRule.of(type.label(), type, type == FieldType.PHONE ? FieldOptions.region("US") : FieldOptions.NONE).all()),
      Stream.of(FieldRule.of("order", FieldType.REGEX, FieldOptions.pattern("ORD-(\\d{8})")).all())).toList();

  private final FieldExtractor extractor = FieldExtractor.of(RULES, null);

  static Stream<String> units() {
    return Stream.of("(", "[", "((1", "1", "12 ", "1,", "1.", "1.1.", "123-", "+1", "+1 202 456 1111 ", "(202) 456-1111 ", "1 2 3 ", "@",
        "a@", "a.", "a@b.", "a@b.c", "jo@example.org ", "http://", "www.", "http://a.b/(", "https://a.b/)))", "GB29 ", "DE89", "4111 ",
        "4111 1111 1111 1111 ", "$", "$1", "€ 1.000,00 ", "1 000 ", "USD ", "kr. ", "1/1/", "March ", "March 3, ", "a\u0301", "\u0301", "😀",
        " ", "\n", "-", "x", "ORD-", "ORD-1234567", "１２３４５６７", "１ ", "+ ", "12-34/56.78 ",
        "12345x", "+12345x", "2024561111,");
  }

  @ParameterizedTest
  @MethodSource("units")
  void aLongRowOfAnythingTakesLessThanASecond(String unit) {
    String text = unit.repeat(LENGTH / unit.length());
    Duration took = time(text);
    assertThat(took).as("'%s' again and again", unit).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aMillionDigitsTakeLessThanASecond() {
    assertThat(time("7".repeat(1_000_000))).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aPatternThatReadsToTheEndForEachMatchIsStopped() {
    FieldExtractor slow = FieldExtractor.of(
        List.of(FieldRule.of("x", FieldType.REGEX, FieldOptions.pattern("x*y|x")).all()), null);
    Extraction extraction = slow.extract(List.of(Part.plain("body", "x".repeat(LENGTH))));
    assertThat(extraction.limited()).containsExactly("x");
    assertThat(extraction.fields()).hasSizeBetween(1, 20);
  }

  @Property(tries = 200)
  void noTextBreaksIt(@ForAll @StringLength(max = 200) String text) {
    assertThat(extractor.extract(List.of(Part.plain("body", text))).missing()).isEmpty();
  }

  /** Processor time of this thread, the better of two: neither other programs nor the loading of classes count. */
  private Duration time(String text) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 2; i++) {
      long start = threads.getCurrentThreadCpuTime();
      extractor.extract(List.of(Part.plain("body", text)));
      best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
    }
    return Duration.ofNanos(best);
  }
}
