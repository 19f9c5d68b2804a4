package dev.millrace.graph.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** The file of weights beside an exported graph: the only file that a graph may name, and each of its bytes once. */
final class OutsideWeights {
  private final Path file;
  private final boolean allowed;
  private long taken;

  OutsideWeights(Path graph, boolean allowed) {
    this.file = graph.toAbsolutePath().resolveSibling(GraphGuard.WEIGHTS_FILE);
    this.allowed = allowed;
  }

  /** A tensor's place in that file, as its graph describes it. */
  void take(String tensor, Map<String, String> place, long bytes) {
    String location = place.getOrDefault("location", "");
    if (!allowed) {
      throw new Refused("keeps tensor '%s' outside, in '%s'; expected all weights inside. Export the encoder without external data", tensor, location);
    }
    if (!location.equals(GraphGuard.WEIGHTS_FILE)) {
      throw new Refused("keeps tensor '%s' in '%s'; expected the file %s beside the graph", tensor, location, GraphGuard.WEIGHTS_FILE);
    }
    long offset = number(tensor, place, "offset", 0);
    long length = number(tensor, place, "length", bytes);
    long size = size();
    taken += bytes;
    if (length != bytes || offset > size - bytes || taken > size) {
      throw new Refused("keeps the %d bytes of tensor '%s' in %d bytes from %d on, and %d bytes with the tensors before it; %s has %d",
          bytes, tensor, length, offset, taken, GraphGuard.WEIGHTS_FILE, size);
    }
  }

  private static long number(String tensor, Map<String, String> place, String key, long missing) {
    String text = place.get(key);
    if (text == null) {
      return missing;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new Refused("says the %s of tensor '%s' in something that is no number", key, tensor);
    }
    return Long.parseLong(text);
  }

  private long size() {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refused("keeps weights in %s, and no such file lies beside it (a link is not followed)", GraphGuard.WEIGHTS_FILE);
    }
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new Refused("keeps weights in %s, which cannot be read: %s", GraphGuard.WEIGHTS_FILE, e.getMessage());
    }
  }
}
