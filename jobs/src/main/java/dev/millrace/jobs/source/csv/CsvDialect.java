package dev.millrace.jobs.source.csv;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.EncodingGuess;
import dev.millrace.jobs.source.bytes.FileSample;
import dev.millrace.jobs.source.bytes.Utf8Stream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How a CSV file is encoded and divided: as told, or else as its sample shows. Plain Java, no Spark.
 *
 * @param encodingOpen true if windows-1252 would do as well as UTF-8, since all that was seen is ASCII
 * @param delimiterOpen true if nothing divides the header
 * @param encodingReason for people
 * @param delimiterReason for people
 */
public record CsvDialect(
    Charset encoding, boolean byteOrderMark, CsvSyntax syntax, boolean encodingOpen, boolean delimiterOpen,
    String encodingReason, String delimiterReason) {
  private static final int FOR_THE_DELIMITER = 1 << 18;

  /** Of the head of a file; null for what is to be found out. */
  public static CsvDialect detect(byte[] head, Charset encoding, Character delimiter) {
    CsvSyntax like = CsvSyntax.separatedBy(delimiter == null ? ',' : delimiter);
    return detect(FileSample.of(head), encoding, delimiter, like);
  }

  /** @param like quote, escape and comment as they are told; null for what is to be found out */
  public static CsvDialect detect(FileSample sample, Charset encoding, Character delimiter, CsvSyntax like) {
    EncodingGuess guess = EncodingGuess.of(sample);
    Charset charset = encoding == null ? guess.encoding() : encoding;
    byte[] first = Arrays.copyOf(sample.head(), Math.min(sample.head().length, FOR_THE_DELIMITER));
    boolean whole = sample.whole() && first.length == sample.head().length;
    DelimiterGuess divided = delimiter == null ? DelimiterGuess.of(utf8(first, charset), whole, like) : null;
    return new CsvDialect(charset, guess.byteOrderMark() && guess.encoding().equals(charset),
        new CsvSyntax(divided == null ? delimiter : divided.delimiter(), like.quote(), like.escape(), like.comment()),
        encoding == null && guess.open(), divided != null && divided.open(),
        encoding == null ? guess.reason() : "as told", divided == null ? "as told" : divided.reason());
  }

  private static byte[] utf8(byte[] bytes, Charset encoding) {
    try {
      return Utf8Stream.of(new ByteArrayInputStream(bytes), encoding).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This encoding with the other's delimiter. */
  public CsvDialect dividedAs(CsvDialect other) {
    return new CsvDialect(encoding, byteOrderMark, other.syntax, encodingOpen, other.delimiterOpen, encodingReason, other.delimiterReason);
  }

  /** As printed: {@code UTF-8}, {@code UTF-16LE}, {@code windows-1252}. */
  public String encodingName() {
    return encoding.name();
  }

  /** As printed: the character, or {@code tab}. */
  public String delimiterName() {
    return syntax.delimiter() == '\t' ? "tab" : Character.toString(syntax.delimiter());
  }

  /** What {@code --encoding} says. */
  public static Charset encoding(String name) {
    try {
      return Charset.forName(name.strip());
    } catch (IllegalArgumentException e) {
      throw MillraceException.usage("There is no encoding '%s'; expected a name such as %s, UTF-16LE, windows-1252, ISO-8859-15", name, StandardCharsets.UTF_8);
    }
  }

  /** What {@code --delimiter} says: one character, {@code tab} or {@code \t}. */
  public static char delimiter(String text) {
    String one = "tab".equalsIgnoreCase(text) || "\\t".equals(text) ? "\t" : text;
    if (one.length() != 1 || !CsvSyntax.isUsable(one.charAt(0))) {
      throw MillraceException.usage("A CSV delimiter is one character of ASCII, or 'tab'; found '%s'", text);
    }
    return one.charAt(0);
  }
}
