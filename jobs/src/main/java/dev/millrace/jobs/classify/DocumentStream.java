package dev.millrace.jobs.classify;

import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.RejectionReason;
import dev.millrace.document.ContentHash;
import dev.millrace.document.Document;
import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.classify.DocumentMapping.Mapped;
import dev.millrace.jobs.source.SourceRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Reads a slice's rows, which come sorted by key, as documents: of the rows of one id the later time wins, then the greater
 * content hash, whatever order they were read in; the others are rejected. Memory is bounded by one window. Not thread-safe.
 */
public final class DocumentStream {
  static final int MOST_ROWS_OF_AN_ID = 100_000;
  private static final Comparator<Mapped.Good> ORDER = Comparator
      .comparing((Mapped.Good good) -> good.document().time() == null ? Instant.MIN : good.document().time())
      .thenComparing(good -> ContentHash.of(good.document().parts()))
      .thenComparing(good -> new TreeMap<>(good.document().attributes()).toString())
      .thenComparing(good -> String.valueOf(good.gold()));

  private final Iterator<Row> rows;
  private final DocumentMapping mapping;
  private SourceRow next;

  /**
   * Some documents of distinct ids, in order of id, and what was rejected among their rows.
   *
   * @param gold of each document, in its order
   */
  public record Window(List<Document> documents, List<List<String>> gold, List<Rejected> rejected) {
    public boolean isEmpty() {
      return documents.isEmpty() && rejected.isEmpty();
    }
  }

  public DocumentStream(Iterator<Row> rows, DocumentMapping mapping) {
    this.rows = rows;
    this.mapping = mapping;
    this.next = advance();
  }

  /** The next documents, until one of the limits is reached; empty at the end. */
  public Window read(int maxDocuments, long maxCharacters) {
    Window window = new Window(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long characters = 0;
    while (next != null && window.documents().size() + window.rejected().size() < maxDocuments && characters < maxCharacters) {
      Mapped.Good winner = readKey(window.rejected());
      if (winner != null) {
        window.documents().add(winner.document());
        window.gold().add(winner.gold());
        characters += winner.document().parts().stream().mapToLong(part -> part.text().length()).sum();
      }
    }
    return window;
  }

  /** All rows of the next key; null if none of them is a document. */
  private Mapped.Good readKey(List<Rejected> rejected) {
    String key = next.key();
    Mapped.Good winner = null;
    Map<String, Integer> occurrences = new HashMap<>();
    int rowsOfKey = 0;
    while (next != null && next.key().equals(key)) {
      SourceRow row = next;
      next = advance();
      requireAnId(++rowsOfKey);
      Mapped mapped = mapping.map(row);
      if (mapped instanceof Mapped.Bad bad) {
        rejected.add(reject(row, bad, occurrences));
      } else if (mapped instanceof Mapped.Good good) {
        if (winner != null) {
          Mapped.Good loser = precedes(good, winner) ? good : winner;
          rejected.add(duplicate(loser.document(), occurrences));
          winner = loser == good ? winner : good;
        } else {
          winner = good;
        }
      }
    }
    return winner;
  }

  /** Memory is bounded by a window, but the rows of one id are in one: a column that says the same everywhere is none. */
  private static void requireAnId(int rows) {
    if (rows > MOST_ROWS_OF_AN_ID) {
      throw MillraceException.data("More than %d rows have the same id, or are the same and have none. Is input.id the column that identifies a document?", MOST_ROWS_OF_AN_ID);
    }
  }

  /** By time, then content; attributes and gold labels decide last, so that the winner never depends on the order of reading. */
  private static boolean precedes(Mapped.Good a, Mapped.Good b) {
    return ORDER.compare(a, b) <= 0;
  }

  private static Rejected reject(SourceRow row, Mapped.Bad bad, Map<String, Integer> occurrences) {
    String place = row.id() == null ? row.file() + "#" + row.key() : row.id();
    return new Rejected(numbered(place, occurrences), row.id(), bad.reason(), bad.detail());
  }

  private static Rejected duplicate(Document document, Map<String, Integer> occurrences) {
    String place = document.id() + "#" + ContentHash.of(document.parts()).toString().substring(0, 16);
    return new Rejected(numbered(place, occurrences), document.id(), RejectionReason.DUPLICATE_ID, null);
  }

  /** Equal rows are told apart by counting them. */
  private static String numbered(String place, Map<String, Integer> occurrences) {
    return place + "#" + occurrences.merge(place, 1, Integer::sum);
  }

  private SourceRow advance() {
    return rows.hasNext() ? SourceRow.of(rows.next()) : null;
  }
}
