package dev.millrace.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.CommandRunner;
import dev.millrace.database.SqlMain;
import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before any database is asked. */
class RetentionUsageTest {
  @TempDir
  private Path directory;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "purge --older-than soon               | expected an age such as 12h, 180d or 26w, found 'soon'",
      "purge --older-than 0d                 | expected an age such as 12h, 180d or 26w, found '0d'",
      "purge --older-than 999999d           | expected an age of at most 100 years (36500d), found '999999d'",
      "purge --older-than 999999w           | expected an age of at most 100 years (36500d), found '999999w'",
      "purge --older-than 36501d            | expected an age of at most 100 years (36500d), found '36501d'",
      "purge --older-than 9d --batch 0       | --batch is 1 to 100000, was 0",
      "forget --source helpdesk              | (--id=ID | --ids=FILE)",
      "forget --source helpdesk --id=        | --id must not be blank",
      "forget --source helpdesk --ids none   | There is no file none"})
  void wrongUseIsSaid(String command, String message) {
    PrintStream err = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      assertThat(CommandRunner.run(SqlMain.commands(), command.split(" +"))).isEqualTo(2);
    } finally {
      System.setErr(err);
    }
    assertThat(written.toString(StandardCharsets.UTF_8)).contains(message);
  }

  @Test
  void aFileOfAMillionIdsIsHandedOverInPortions() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      lines.append(i).append('\n');
    }
    IdFile file = IdFile.of(Files.writeString(directory.resolve("ids"), lines));
    assertThat(file.check()).isEqualTo(1_000_000);
    List<Set<String>> portions = new ArrayList<>();
    file.read(ids -> {
      if (portions.size() < 2) {
        portions.add(ids);
      }
      assertThat(ids.size()).isLessThanOrEqualTo(2_000);
    });
    assertThat(portions.get(0)).hasSize(2_000).contains("0", "1999");
    assertThat(portions.get(1)).hasSize(2_000).contains("2000", "3999");
  }

  @Test
  void aFileWithoutAnyIdIsRefused() throws IOException {
    IdFile blank = IdFile.of(Files.writeString(directory.resolve("ids"), "\n \n\uFEFF\n"));
    assertThatThrownBy(() -> IdFile.of(Files.writeString(directory.resolve("empty"), "\uFEFF\n  \n")).check()).hasMessageContaining("holds no id");
    assertThat(blank.check()).as("a mark that is no byte order mark is an id").isEqualTo(1);
  }

  @Test
  void whatCanBeReadOnlyOnceIsHandedOverAllTheSameAndItsCopyIsDeleted() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process writer = new ProcessBuilder("sh", "-c", "printf 'D5\\nD6\\n' > \"$0\"", pipe.toString()).start();
    List<String> taken = new ArrayList<>();
    Path copy;
    try (IdFile file = IdFile.of(pipe)) {
      copy = file.copy();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo("rw-------");
      assertThat(file.check()).isEqualTo(2);
      file.read(taken::addAll);
    } finally {
      writer.destroy();
    }
    assertThat(taken).containsExactly("D5", "D6");
    assertThat(copy).doesNotExist();
  }

  @Test
  void aFileThatChangesAfterItWasCheckedIsSaid() throws Exception {
    Path ids = Files.writeString(directory.resolve("ids"), "d1\nd2\n");
    try (IdFile file = IdFile.of(ids)) {
      assertThat(file.check()).isEqualTo(2);
      Files.writeString(ids, "");
      assertThatThrownBy(() -> file.read(some -> { })).isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
          .hasMessageContaining("changed while it was read: it held 2 ids, then 0");
    }
    assertThat(ids).as("the user's own file").exists();
  }
}
