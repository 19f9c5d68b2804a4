package dev.millrace.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.jobs.demo.Ticket.GoldField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the demo tickets are what their README says. */
class DemoTicketsTest {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int SHINGLE_WORDS = 5;
  private static final List<Ticket> ALL = Stream.concat(Shipped.TRAINING.stream(), Shipped.TEST.stream()).toList();

  @Test
  void thereAreEnoughWithIdsOfTheirOwnInOrderOfTime() {
    assertThat(ALL).hasSizeGreaterThanOrEqualTo(800);
    assertThat(Shipped.TEST).hasSizeGreaterThanOrEqualTo(200);
    assertThat(ALL).extracting(Ticket::id).doesNotHaveDuplicates().allMatch(id -> id.matches("LK-\\d{5}"));
    for (List<Ticket> tickets : List.of(Shipped.TRAINING, Shipped.TEST)) {
      assertThat(tickets).isSortedAccordingTo((a, b) -> Instant.parse(a.createdAt()).compareTo(Instant.parse(b.createdAt())));
    }
  }

  @Test
  void labelsAreManyAndUneven() {
    Map<String, Long> categories = counts(ALL, Ticket::category);
    assertThat(categories).hasSizeGreaterThanOrEqualTo(12);
    assertThat(categories.values().stream().mapToLong(Long::longValue).max().orElseThrow())
        .isGreaterThan(10 * categories.values().stream().mapToLong(Long::longValue).min().orElseThrow());
    assertThat(counts(ALL, Ticket::urgency)).containsOnlyKeys("low", "normal", "high");
    assertThat(counts(Shipped.TEST, Ticket::category).keySet()).isEqualTo(counts(Shipped.TRAINING, Ticket::category).keySet());
  }

  @Test
  void trainingAndTestTicketsSpeakOfDifferentProducts() {
    assertThat(counts(Shipped.TEST, Ticket::product)).containsOnlyKeys("kestrel");
    assertThat(counts(Shipped.TRAINING, Ticket::product)).doesNotContainKey("kestrel").hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void someAreForeignSomeAreLongAndSomeQuote() {
    assertThat((double) count(ticket -> !ticket.language().equals("en")) / ALL.size()).isBetween(0.02, 0.08);
    assertThat(count(ticket -> words(ticket).size() >= 250)).isGreaterThanOrEqualTo(20);
    assertThat(count(ticket -> ticket.body().lines().anyMatch(line -> line.startsWith(">")))).isGreaterThanOrEqualTo(20);
    assertThat(count(ticket -> words(ticket).size() <= 20)).isGreaterThanOrEqualTo(10);
    assertThat(count(ticket -> ticket.subject().isBlank())).isGreaterThanOrEqualTo(5);
  }

  @Test
  void marksFitTheirText() {
    for (Ticket ticket : ALL) {
      for (GoldField field : ticket.fields()) {
        String part = field.part().equals("subject") ? ticket.subject() : ticket.body();
        assertThat(part.substring(part.offsetByCodePoints(0, field.start()), part.offsetByCodePoints(0, field.end())))
            .as("%s %s", ticket.id(), field.field()).isEqualTo(field.text());
        assertThat(field.value()).as("%s %s", ticket.id(), field.field()).matches(formOf(field.field()));
      }
    }
    assertThat((double) count(ticket -> !ticket.fields().isEmpty()) / ALL.size()).isBetween(0.5, 0.8);
  }

  private static String formOf(String field) {
    return switch (field) {
      case "order_id" -> "LF-\\d{8}";
      case "serial" -> "[A-Z]{2}\\d-[0-9A-Z]{4}-\\d{4}";
      case "amount" -> "\\d+\\.\\d\\d [A-Z]{3}";
      case "date" -> "20\\d\\d-\\d\\d-\\d\\d";
      case "email" -> ".+@.+\\.(example|org|com|net)";
      case "phone" -> "\\+\\d{8,14}";
      case "iban" -> "[A-Z]{2}\\d\\d[A-Z0-9]+";
      case "url" -> "https?://.+\\.example.*";
      default -> throw new AssertionError("no such field: " + field);
    };
  }

  @Test
  void noTwoShareHalfOfTheirShingles() {
    List<Set<List<String>>> shingles = ALL.stream().map(ticket -> shingles(words(ticket))).toList();
    Map<List<String>, List<Integer>> holders = new HashMap<>();
    for (int i = 0; i < shingles.size(); i++) {
      for (List<String> shingle : shingles.get(i)) {
        holders.computeIfAbsent(shingle, s -> new ArrayList<>()).add(i);
      }
    }
    Map<List<Integer>, Integer> shared = new HashMap<>();
    for (List<Integer> tickets : holders.values()) {
      for (int a = 0; a < tickets.size(); a++) {
        for (int b = a + 1; b < tickets.size(); b++) {
          shared.merge(List.of(tickets.get(a), tickets.get(b)), 1, Integer::sum);
        }
      }
    }
    shared.forEach((pair, count) -> assertThat(2 * count).as("%s and %s", ALL.get(pair.get(0)).id(), ALL.get(pair.get(1)).id())
        .isLessThan(Math.min(shingles.get(pair.get(0)).size(), shingles.get(pair.get(1)).size())));
  }

  private static Set<List<String>> shingles(List<String> words) {
    Set<List<String>> shingles = new HashSet<>();
    for (int i = 0; i == 0 || i + SHINGLE_WORDS <= words.size(); i++) {
      shingles.add(words.subList(i, Math.min(words.size(), i + SHINGLE_WORDS)));
    }
    return shingles;
  }

  private static List<String> words(Ticket ticket) {
    return NO_WORD.splitAsStream(ticket.text().toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty()).toList();
  }

  private static Map<String, Long> counts(List<Ticket> tickets, Function<Ticket, String> of) {
    return tickets.stream().collect(Collectors.groupingBy(of, Collectors.counting()));
  }

  private static int count(Predicate<Ticket> is) {
    return (int) ALL.stream().filter(is).count();
  }
}
