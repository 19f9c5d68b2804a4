package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  private final String before = System.getProperty(LogFile.PROPERTY);

  @TempDir
  private Path directory;

  @AfterEach
  void restores() {
    if (before == null) {
      System.clearProperty(LogFile.PROPERTY);
    } else {
      System.setProperty(LogFile.PROPERTY, before);
    }
  }

  @Test
  void aFileThatCanBeWrittenIsKept() {
    String file = directory.resolve("logs/millrace.log").toString();
    System.setProperty(LogFile.PROPERTY, file);
    LogFile.settle();
    assertThat(System.getProperty(LogFile.PROPERTY)).isEqualTo(file);
  }

  @Test
  void oneThatCannotIsReplacedByAnother() throws IOException {
    Path inTheWay = Files.writeString(directory.resolve("home"), "a file");
    System.setProperty(LogFile.PROPERTY, inTheWay.resolve("logs/millrace.log").toString());
    LogFile.settle();
    assertThat(Path.of(System.getProperty(LogFile.PROPERTY))).isWritable().isEqualTo(Path.of(System.getProperty("java.io.tmpdir"), "millrace.log"));
  }
}
