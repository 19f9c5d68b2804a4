package dev.millrace.retention;

import dev.millrace.document.TextRepair;
import dev.millrace.failure.MillraceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A file of ids, one a line, in UTF-8; blank lines say nothing. Read in portions: memory does not grow with it. It is read
 * twice, and what can be read only once, such as a pipe, is copied first.
 */
final class IdFile implements AutoCloseable {
  private static final int PORTION = 2_000;
  private static final long UNCHECKED = -1;

  private final Path path;
  private final Path copy;
  private long checked = UNCHECKED;

  /** Takes some ids, each once. */
  interface Taker {
    void take(Set<String> ids) throws SQLException;
  }

  private IdFile(Path path, Path copy) {
    this.path = path;
    this.copy = copy;
  }

  static IdFile of(Path path) {
    return new IdFile(path, Files.notExists(path) || Files.isRegularFile(path) ? null : copy(path));
  }

  /** Readable by the user alone, as temporary files are made. */
  private static Path copy(Path path) {
    try (InputStream ids = Files.newInputStream(path)) {
      Path copy = Files.createTempFile("millrace-ids", ".txt");
      // Neither a signal nor a read that fails comes to close().
      copy.toFile().deleteOnExit();
      try (OutputStream written = Files.newOutputStream(copy)) {
        ids.transferTo(written);
      }
      return copy;
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot read %s: %s", path, e.getMessage());
    }
  }

  /** How many ids there are; throws what is wrong with the file, before anything was done with the first of them. */
  long check() {
    try {
      long[] count = {0};
      read(ids -> count[0] += ids.size());
      if (count[0] == 0) {
        throw MillraceException.usage("%s holds no id: expected one a line", path);
      }
      checked = count[0];
      return checked;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hands over all ids, some thousand at a time; one that comes twice may be handed over twice. Throws in the end if they are not as many as were checked. */
  void read(Taker taker) throws SQLException {
    long line = 1;
    long count = 0;
    Set<String> ids = new LinkedHashSet<>();
    try (BufferedReader reader = open()) {
      for (String text = reader.readLine(); text != null; text = reader.readLine(), line++) {
        String id = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (!id.isBlank()) {
          ids.add(TextRepair.repair(id));
        }
        if (ids.size() == PORTION) {
          count += ids.size();
          taker.take(ids);
          ids = new LinkedHashSet<>();
        }
      }
      if (!ids.isEmpty()) {
        count += ids.size();
        taker.take(ids);
      }
      if (checked != UNCHECKED && count != checked) {
        throw MillraceException.data("%s changed while it was read: it held %d ids, then %d. The latter are done; give the same command again.",
            path, checked, count);
      }
    } catch (CharacterCodingException e) {
      throw MillraceException.data("%s is not UTF-8 behind line %d: expected one id a line.%s", path, line - 1, checked == UNCHECKED ? " Nothing was done." : "");
    } catch (NoSuchFileException e) {
      throw MillraceException.usage("There is no file %s", path);
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot read %s: %s", path, e.getMessage());
    }
  }

  /** Null of a file that is read where it lies. */
  Path copy() {
    return copy;
  }

  private BufferedReader open() throws IOException {
    return new BufferedReader(new InputStreamReader(Files.newInputStream(copy == null ? path : copy),
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)));
  }

  @Override
  public void close() {
    try {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot delete the copied ids in %s: %s", copy, e.getMessage());
    }
  }
}
