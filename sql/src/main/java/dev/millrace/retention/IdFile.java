package dev.millrace.retention;

import dev.millrace.document.TextRepair;
import dev.millrace.failure.MillraceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;

/** A file of ids, one a line, in UTF-8; blank lines say nothing. Read in portions: memory does not grow with it. */
final class IdFile {
  private static final int PORTION = 2_000;

  private final Path path;

  /** Takes some ids, each once. */
  interface Taker {
    void take(Set<String> ids) throws SQLException;
  }

  IdFile(Path path) {
    this.path = path;
  }

  /** How many ids there are; throws what is wrong with the file, before anything was done with the first of them. */
  long check() {
    try {
      long[] count = {0};
      read(ids -> count[0] += ids.size());
      if (count[0] == 0) {
        throw MillraceException.usage("%s holds no id: expected one a line", path);
      }
      return count[0];
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Hands over all ids, some thousand at a time; one that comes twice may be handed over twice. */
  void read(Taker taker) throws SQLException {
    long line = 1;
    Set<String> ids = new LinkedHashSet<>();
    try (BufferedReader reader = open()) {
      for (String text = reader.readLine(); text != null; text = reader.readLine(), line++) {
        String id = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (!id.isBlank()) {
          ids.add(TextRepair.repair(id));
        }
        if (ids.size() == PORTION) {
          taker.take(ids);
          ids = new LinkedHashSet<>();
        }
      }
      if (!ids.isEmpty()) {
        taker.take(ids);
      }
    } catch (CharacterCodingException e) {
      throw MillraceException.data("%s is not UTF-8 behind line %d: expected one id a line. Nothing was done.", path, line - 1);
    } catch (NoSuchFileException e) {
      throw MillraceException.usage("There is no file %s", path);
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot read %s: %s", path, e.getMessage());
    }
  }

  private BufferedReader open() throws IOException {
    return new BufferedReader(new InputStreamReader(Files.newInputStream(path),
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)));
  }
}
