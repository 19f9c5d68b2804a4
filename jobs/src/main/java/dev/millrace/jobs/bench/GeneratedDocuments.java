package dev.millrace.jobs.bench;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Distinct English-like documents of ticket length, the same for the same seed, as JSON lines in a pipeline's columns. */
final class GeneratedDocuments {
  private static final String[] WORDS = """
      the a my your this that it we you they and but because when after before still again never already for with from about to
      order parcel refund invoice account password app device battery valve heater cable box delivery courier payment card bank
      amount price plan contract visit engineer morning week month yesterday today please thanks hello sorry help support team
      waiting arrived broken missing wrong late charged twice returned cancelled changed updated installed connected failed
      stopped works shows says asks needs wants sent received paid ordered called wrote tried found lost reset opened closed
      red blue new old small large second first last next whole only same other every some no not very really quite almost
      """.strip().split("\\s+");

  private GeneratedDocuments() {}

  /** Writes {@code count} documents of 5 to about 120 words, most of them near 25. */
  static void write(Path file, int count, long seed, InputSpec input) {
    Random random = new Random(seed);
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.setRootValueSeparator(new SerializedString("\n"));
      for (int i = 0; i < count; i++) {
        json.writeStartObject();
        json.writeStringField(input.id(), "generated-%08d".formatted(i));
        if (input.time() != null) {
          json.writeStringField(input.time(), time(input, i));
        }
        List<TextColumn> text = input.text();
        for (int t = 0; t < text.size(); t++) {
          json.writeStringField(text.get(t).column(), t == text.size() - 1 ? body(random, i) : words(random, 4));
        }
        for (String attribute : input.attributes()) {
          json.writeStringField(attribute, "a" + i % 7);
        }
        json.writeEndObject();
      }
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot write generated documents to %s: %s", file, e.getMessage());
    }
  }

  private static String body(Random random, int number) {
    int length = (int) Math.min(120, Math.max(5, Math.exp(3.1 + 0.5 * random.nextGaussian())));
    return words(random, length) + " number " + number + ".";
  }

  private static String words(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  private static String time(InputSpec input, int number) {
    Instant time = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number);
    return input.timeFormat() == null ? time.toString()
        : DateTimeFormatter.ofPattern(input.timeFormat(), Locale.ROOT).withZone(ZoneOffset.UTC).format(time);
  }
}
