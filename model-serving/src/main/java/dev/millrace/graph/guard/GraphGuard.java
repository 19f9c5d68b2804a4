package dev.millrace.graph.guard;

import static dev.millrace.graph.guard.MessageReader.bytes;

import com.google.protobuf.CodedInputStream;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at an ONNX file before anything else does, and refuses one that names a file outside, declares a tensor that it does
 * not hold, goes in circles, may never end, or is random. Goes through the file once and skips the weights: memory does not
 * grow with the file, nor with what it declares.
 *
 * <p>What it cannot see is a large tensor whose shape the graph computes: that takes the memory that it takes.
 */
public final class GraphGuard {
  /** Where {@code optimum-cli} puts the weights of a graph of more than 2 GB. */
  public static final String WEIGHTS_FILE = "model.onnx_data";

  private GraphGuard() {}

  /** A graph with its weights inside. Throws DATA with the reason for refusing it. */
  public static void check(Path file) {
    check(file, false);
  }

  /** A graph that may keep its weights beside it, in {@link #WEIGHTS_FILE}. */
  public static void checkExport(Path file) {
    check(file, true);
  }

  private static void check(Path file, boolean weightsBeside) {
    try {
      if (Files.size(file) > GraphLimits.MAX_FILE_BYTES) {
        throw new Refused("has %d bytes; an ONNX file has at most %d", Files.size(file), GraphLimits.MAX_FILE_BYTES);
      }
      try (InputStream stream = Files.newInputStream(file)) {
        CodedInputStream coded = CodedInputStream.newInstance(stream);
        coded.setSizeLimit(Integer.MAX_VALUE);
        scan(new MessageReader(coded), new OutsideWeights(file, weightsBeside));
        coded.checkLastTagWas(0);
      }
    } catch (Refused e) {
      throw MillraceException.data("Graph %s %s", file, e.getMessage());
    } catch (IOException e) {
      throw MillraceException.data("%s is not an ONNX file: %s", file, e.getMessage());
    }
  }

  private static void scan(MessageReader in, OutsideWeights weights) throws IOException {
    int[] graphs = {0};
    in.fields(tag -> {
      if (tag == bytes(25)) {
        throw new Refused("defines functions of its own, which may call each other without end; export it without");
      }
      if (tag != bytes(7)) {
        return false;
      }
      if (graphs[0]++ > 0) {
        throw new Refused("holds two graphs; expected one");
      }
      new GraphScan(in, weights, new GraphScan.Budget(), 0).read();
      return true;
    });
    if (graphs[0] == 0) {
      throw new Refused("holds no graph");
    }
  }
}
