package dev.millrace.jobs.faults.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the logs went at some moment: this JVM's, the drivers' and PostgreSQL's. */
final class LogMarks {
  private final Map<Path, Long> sizes = new LinkedHashMap<>();
  private final World world;

  private LogMarks(World world) {
    this.world = world;
  }

  static LogMarks of(World world) {
    LogMarks marks = new LogMarks(world);
    marks.logs().forEach(log -> marks.sizes.put(log, size(log)));
    return marks;
  }

  private List<Path> logs() {
    Path driver = world.driver().directory();
    return List.of(Path.of(Home.logFile()), driver.resolve("millrace.log"), driver.resolve("stderr"), world.server.log());
  }

  private static long size(Path log) {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written since does not hold the text. */
  void requireNo(String text) {
    sizes.forEach((log, from) -> {
      // A log that has become shorter was rolled over.
      assertThat(tail(log, size(log) < from ? 0 : from)).as("log %s", log.getFileName()).doesNotContain(text);
    });
  }

  private static String tail(Path log, long from) {
    if (!Files.exists(log)) {
      return "";
    }
    try (FileChannel file = FileChannel.open(log)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, file.size() - from));
      while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
        continue;
      }
      return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
