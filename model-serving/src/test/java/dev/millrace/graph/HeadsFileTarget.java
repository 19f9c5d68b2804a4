package dev.millrace.graph;

import static dev.millrace.fuzz.FuzzTarget.holds;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file of heads, or any graph, holds what it declares, or is refused as data. */
public final class HeadsFileTarget implements FuzzTarget {
  private final Path file;

  public HeadsFileTarget() throws IOException {
    file = Files.createTempFile("heads", ".onnx");
    file.toFile().deleteOnExit();
  }

  @Override
  public void check(byte[] input) throws IOException {
    Files.write(file, input);
    try {
      Map<String, HeadWeights> heads = HeadsFile.read(file, List.of("category"));
      HeadWeights head = heads.get("category");
      holds((long) head.width() * head.labels() == head.weights().length && head.weights().length <= input.length, "weights are there");
      holds(HeadsFile.write(heads).length > 0, "written again");
    } catch (MillraceException e) {
      holds(e.kind() == ErrorKind.DATA, "refused as data");
    }
  }
}
