package dev.millrace.jobs.init;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which columns may be what, the likeliest first. Values decide; names only among equals. */
final class Candidates {
  private static final Pattern ID_NAME = named("id|key|no|nr|number|ref|reference|uuid|guid|ticket");
  private static final Pattern TIME_NAME = named("created|received|opened|date|time|timestamp|at|on|when");
  private static final Pattern TEXT_NAME = named("subject|title|summary|body|text|message|description|question|narrative|comment|content|query|utterance|review");
  private static final Pattern LABEL_NAME = named("category|label|intent|class|topic|queue|type|kind|product|issue|department|team|group|priority|urgency|severity|sentiment|tag");

  private static final double TIMES_ENOUGH = 0.95;
  private static final int LONGEST_ID = 200;
  private static final int DOCUMENTS_A_LABEL = 5;
  private static final double WORDS_OF_A_TEXT = 3;
  private static final int MANY_WORDS = 8;
  private static final double DIFFERENT_TEXTS = 0.3;

  private final int rows;
  private final List<ColumnProfile> columns;

  Candidates(Profile profile) {
    this.rows = profile.rows();
    this.columns = profile.columns();
  }

  /** A word of its own in the name, however words are joined: {@code ticketId}, {@code ticket_id}, {@code Ticket ID}. */
  private static Pattern named(String words) {
    return Pattern.compile("(?:^|[^\\p{L}])(?:" + words + ")(?:$|[^\\p{L}])");
  }

  private static boolean is(Pattern name, ColumnProfile column) {
    String words = column.name().replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").toLowerCase(java.util.Locale.ROOT);
    return name.matcher(words).find();
  }

  List<ColumnProfile> times() {
    return columns.stream()
        .filter(column -> column.filled() > 0 && column.times().rate() >= TIMES_ENOUGH)
        .sorted(first(column -> is(TIME_NAME, column)).thenComparing(column -> -column.filled()))
        .toList();
  }

  /** Filled in every row, never twice, and short enough for a key. */
  List<ColumnProfile> ids() {
    return columns.stream()
        .filter(column -> column.filled() == rows && column.distinct() == rows && column.longest() <= LONGEST_ID && column.mostWords() <= 2 && !isTime(column))
        .sorted(first(column -> is(ID_NAME, column)).thenComparing(ColumnProfile::longest))
        .toList();
  }

  /** The column with most words, and others with much text or a name that says so; in the file's order. */
  List<ColumnProfile> texts() {
    List<ColumnProfile> wordy = columns.stream().filter(this::mayBeText).toList();
    ColumnProfile wordiest = wordy.stream().max(Comparator.comparingDouble(column -> column.meanWords() * column.filled())).orElse(null);
    return wordy.stream().filter(column -> column == wordiest || is(TEXT_NAME, column) || column.meanWords() >= MANY_WORDS).toList();
  }

  private boolean mayBeText(ColumnProfile column) {
    return column.filled() > 0 && !isTime(column) && !column.isNumeric()
        && (column.meanWords() >= WORDS_OF_A_TEXT || is(TEXT_NAME, column) && column.meanWords() >= 1.5)
        && column.distinct() >= DIFFERENT_TEXTS * column.filled()
        // The bundle's template names parts in braces, and --text separates columns by commas.
        && Set.of(',', '{', '}').stream().noneMatch(c -> column.name().indexOf(c) >= 0);
  }

  /** Few different values, each of several documents. */
  List<ColumnProfile> labels() {
    List<ColumnProfile> texts = texts();
    return columns.stream()
        .filter(column -> mayBeLabel(column) && !texts.contains(column))
        .sorted(Comparator.comparingInt((ColumnProfile column) -> -likeness(column)))
        .toList();
  }

  private boolean mayBeLabel(ColumnProfile column) {
    Map<String, Integer> labels = column.labels();
    return labels != null && labels.size() >= 2 && column.filled() >= DOCUMENTS_A_LABEL * labels.size() && !isTime(column);
  }

  private int likeness(ColumnProfile column) {
    int points = is(LABEL_NAME, column) ? 4 : 0;
    points += column.labels().size() > 2 ? 2 : 0;
    points -= column.isNumeric() ? 3 : 0;
    points -= most(column) > 0.95 * column.filled() ? 3 : 0;
    points -= column.filled() < rows / 2 ? 2 : 0;
    return points;
  }

  private static int most(ColumnProfile column) {
    return column.labels().values().iterator().next();
  }

  private static boolean isTime(ColumnProfile column) {
    return column.times().rate() >= TIMES_ENOUGH;
  }

  private static Comparator<ColumnProfile> first(java.util.function.Predicate<ColumnProfile> preferred) {
    return Comparator.comparing(column -> !preferred.test(column));
  }

  /** For people: what else a column might be taken as. */
  static String names(List<ColumnProfile> columns) {
    return columns.stream().map(ColumnProfile::shown).collect(Collectors.joining(", "));
  }
}
