package dev.millrace.graph.guard;

import static dev.millrace.graph.guard.MessageReader.bytes;
import static dev.millrace.graph.guard.MessageReader.number;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One {@code GraphProto}, the graphs inside its nodes included. */
final class GraphScan {
  /** @param reads names, those that a graph inside the node takes from around it included */
  record Node(String domain, String operator, List<String> reads, List<String> gives) {}

  /** What all graphs of a file have used up together. */
  static final class Budget {
    private int nodes;
    private int values;

    void node() {
      if (++nodes > GraphLimits.MAX_NODES) {
        throw new Refused("has more than %d nodes", GraphLimits.MAX_NODES);
      }
    }

    String value(String name) {
      if (++values > GraphLimits.MAX_VALUES) {
        throw new Refused("has more than %d inputs, outputs and weights", GraphLimits.MAX_VALUES);
      }
      return name;
    }
  }

  private final MessageReader in;
  private final OutsideWeights weights;
  private final Budget budget;
  private final int depth;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final Map<String, List<Long>> constants = new HashMap<>();

  GraphScan(MessageReader in, OutsideWeights weights, Budget budget, int depth) {
    this.in = in;
    this.weights = weights;
    this.budget = budget;
    this.depth = depth;
    if (depth > GraphLimits.MAX_DEPTH) {
      throw new Refused("has graphs inside graphs, more than %d deep", GraphLimits.MAX_DEPTH);
    }
  }

  /** Reads and checks; returns the names that it takes from the graph around it. */
  Set<String> read() throws IOException {
    in.message(this::field);
    return takenFromAround();
  }

  private boolean field(int tag) throws IOException {
    if (tag == bytes(1)) {
      budget.node();
      nodes.add(node());
    } else if (tag == bytes(5)) {
      constant(null, TensorScan.read(in));
    } else if (tag == bytes(11)) {
      in.message(input -> input == bytes(1) && known.add(budget.value(in.name())));
    } else if (tag == bytes(15)) {
      throw new Refused("has sparse weights, whose real size nothing in the file bounds");
    } else {
      return false;
    }
    return true;
  }

  private void constant(String name, TensorScan tensor) {
    tensor.check(weights);
    String called = name == null ? tensor.name() : name;
    known.add(budget.value(called));
    if (!tensor.shape().isEmpty()) {
      constants.put(called, tensor.shape());
    }
  }

  private Node node() throws IOException {
    String[] words = {"", ""};
    List<String> reads = new ArrayList<>();
    List<String> gives = new ArrayList<>();
    List<List<Long>> values = new ArrayList<>();
    in.message(tag -> {
      if (tag == bytes(1)) {
        reads.add(budget.value(in.name()));
      } else if (tag == bytes(2)) {
        gives.add(budget.value(in.name()));
      } else if (tag == bytes(4)) {
        words[1] = in.name();
      } else if (tag == bytes(7)) {
        words[0] = in.name();
      } else if (tag == bytes(5)) {
        attribute(reads, values);
      } else {
        return false;
      }
      return true;
    });
    Operators.check(words[0], words[1]);
    if (words[1].equals("Constant") && !gives.isEmpty() && !values.isEmpty()) {
      constants.put(gives.get(0), values.get(0));
    }
    return new Node(words[0], words[1], reads, gives);
  }

  private void attribute(List<String> reads, List<List<Long>> values) throws IOException {
    List<Long> numbers = new ArrayList<>();
    int[] messages = {0};
    in.message(tag -> {
      if (tag == bytes(5) || tag == bytes(6)) {
        // Given twice, protobuf would merge them to something that neither is.
        if (messages[0]++ > 0) {
          throw new Refused("has a node with an attribute of two values");
        }
      }
      if (tag == bytes(5) || tag == bytes(10)) {
        TensorScan tensor = TensorScan.read(in);
        tensor.check(weights);
        values.add(tensor.shape());
      } else if (tag == bytes(6) || tag == bytes(11)) {
        for (String name : new GraphScan(in, weights, budget, depth + 1).read()) {
          reads.add(budget.value(name));
        }
      } else if (tag == bytes(22) || tag == bytes(23)) {
        throw new Refused("has a sparse constant, whose real size nothing in the file bounds");
      } else if (tag == number(3) || tag == number(8)) {
        keep(numbers, in.number());
      } else if (tag == bytes(8)) {
        in.packed(number -> keep(numbers, number));
      } else {
        return false;
      }
      return true;
    });
    if (!numbers.isEmpty()) {
      values.add(numbers);
    }
  }

  private static void keep(List<Long> numbers, long number) {
    if (numbers.size() < GraphLimits.MAX_RANK) {
      numbers.add(number);
    }
  }

  /** ONNX wants nodes in an order in which each reads what was there before it: so no graph goes in circles. */
  private Set<String> takenFromAround() {
    Set<String> taken = new HashSet<>();
    for (Node node : nodes) {
      for (String name : node.reads()) {
        if (!name.isEmpty() && !known.contains(name)) {
          taken.add(name);
        }
      }
      known.addAll(node.gives());
      Operators.checkShape(node, constants);
    }
    for (String name : taken) {
      if (known.contains(name)) {
        throw new Refused("goes in circles: a node reads '%s', which it or a later node gives", name);
      }
    }
    if (depth == 0 && !taken.isEmpty()) {
      throw new Refused("reads '%s', which nothing gives", taken.iterator().next());
    }
    return taken;
  }
}
