package dev.millrace.graph.guard;

import static dev.millrace.graph.guard.MessageReader.bytes;
import static dev.millrace.graph.guard.MessageReader.number;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One {@code TensorProto}: what it declares must be there. Keeps the values of a tensor only if it is small enough to be a shape. */
final class TensorScan {
  private static final int LARGEST_SHAPE_BYTES = GraphLimits.MAX_RANK * Long.BYTES;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int STRING = 8;
  private static final int EXTERNAL = 1;
  /** Bits of an element by ONNX's number of its type: float32, uint8, ..., int4, float4, int2. */
  private static final Map<Integer, Integer> BITS = bits();

  private final List<Long> dims = new ArrayList<>();
  private final List<Long> values = new ArrayList<>();
  private final Map<String, String> external = new HashMap<>();
  private String name = "";
  private int type;
  private boolean outside;
  private byte[] small = new byte[0];
  private long rawBytes = -1;
  private long typedBytes;
  private long strings;

  private TensorScan() {}

  static TensorScan read(MessageReader in) throws IOException {
    TensorScan tensor = new TensorScan();
    in.message(tag -> tensor.field(in, tag));
    return tensor;
  }

  private boolean field(MessageReader in, int tag) throws IOException {
    if (tag == number(1)) {
      dimension(in.number());
    } else if (tag == bytes(1)) {
      in.packed(this::dimension);
    } else if (tag == number(2)) {
      type = (int) in.number();
    } else if (tag == bytes(8)) {
      name = in.name();
    } else if (tag == bytes(9)) {
      small = in.bytesUpTo(LARGEST_SHAPE_BYTES, length -> rawBytes = length);
    } else if (tag == bytes(5) || tag == bytes(7)) {
      in.packed(this::typedNumber);
    } else if (tag == number(5) || tag == number(7)) {
      typedNumber(in.number());
    } else if (tag == bytes(4) || tag == bytes(10) || tag == bytes(11)) {
      typedBytes += in.skipped();
    } else if (tag == bytes(6)) {
      in.skipped();
      strings++;
    } else if (tag == bytes(13)) {
      externalEntry(in);
    } else if (tag == number(14)) {
      outside = in.number() == EXTERNAL;
    } else {
      return false;
    }
    return true;
  }

  private void dimension(long size) {
    if (dims.size() == GraphLimits.MAX_RANK) {
      throw new Refused("has a tensor of more than %d dimensions", GraphLimits.MAX_RANK);
    }
    dims.add(size);
  }

  /** Counted as a byte: in the file it has at least one. */
  private void typedNumber(long number) {
    typedBytes++;
    if (values.size() < GraphLimits.MAX_RANK) {
      values.add(number);
    }
  }

  private void externalEntry(MessageReader in) throws IOException {
    String[] entry = {"", ""};
    in.message(tag -> {
      if (tag == bytes(1) || tag == bytes(2)) {
        entry[tag == bytes(1) ? 0 : 1] = in.name();
        return true;
      }
      return false;
    });
    if (external.size() == GraphLimits.MAX_RANK) {
      throw new Refused("describes the place of tensor '%s' in more than %d entries", name, GraphLimits.MAX_RANK);
    }
    external.put(entry[0], entry[1]);
  }

  String name() {
    return name;
  }

  /** Throws unless the file, or the weights outside, hold what is declared. */
  void check(OutsideWeights weights) {
    if (outside || !external.isEmpty()) {
      weights.take(name, external, requiredBytes());
      return;
    }
    if (type == STRING) {
      requireHeld(elements() <= strings, strings + " texts");
    } else if (rawBytes >= 0) {
      requireHeld(requiredBytes() == rawBytes, rawBytes + " bytes");
    } else {
      requireHeld(elements() <= typedBytes, "at most " + typedBytes + " numbers");
    }
  }

  private void requireHeld(boolean held, String found) {
    if (!held) {
      throw new Refused("declares tensor '%s' as %s of type %d, but holds %s for it", name, dims, type, found);
    }
  }

  private long elements() {
    long elements = 1;
    for (long size : dims) {
      if (size < 0 || (size > 0 && elements > Long.MAX_VALUE / 64 / size)) {
        throw new Refused("declares tensor '%s' as %s, which no memory holds", name, dims);
      }
      elements *= size;
    }
    return elements;
  }

  private long requiredBytes() {
    Integer bits = BITS.get(type);
    if (bits == null) {
      throw new Refused("has tensor '%s' of type %d; numbers and texts are expected", name, type);
    }
    return (elements() * bits + 7) / 8;
  }

  /** Integers of a tensor small enough to be a shape; empty otherwise. */
  List<Long> shape() {
    if (type != INT32 && type != INT64) {
      return List.of();
    }
    if (rawBytes < 0) {
      return values;
    }
    ByteBuffer raw = ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> shape = new ArrayList<>();
    while (raw.remaining() >= (type == INT64 ? Long.BYTES : Integer.BYTES)) {
      shape.add(type == INT64 ? raw.getLong() : raw.getInt());
    }
    return shape;
  }

  private static Map<Integer, Integer> bits() {
    Map<Integer, Integer> bits = new HashMap<>();
    int[][] bySize = {{64, 7, 11, 13, 14}, {32, 1, 6, 12}, {16, 4, 5, 10, 16}, {8, 2, 3, 9, 17, 18, 19, 20, 24}, {4, 21, 22, 23}, {2, 25, 26}, {128, 15}};
    for (int[] size : bySize) {
      for (int i = 1; i < size.length; i++) {
        bits.put(size[i], size[0]);
      }
    }
    return bits;
  }
}
