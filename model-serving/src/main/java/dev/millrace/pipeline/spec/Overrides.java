package dev.millrace.pipeline.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Values from the command line, put where the file's values stand, so that both are checked alike. */
final class Overrides {
  private static final Mark COMMAND_LINE = new Mark("override", 0, 0, 0, new int[0], 0);

  private Overrides() {}

  /** @param values by dotted path, such as {@code database.url} */
  static MappingNode apply(MappingNode root, Map<String, String> values) {
    MappingNode changed = root;
    for (Map.Entry<String, String> value : values.entrySet()) {
      changed = with(changed, List.of(value.getKey().split("\\.")), value.getValue());
    }
    return changed;
  }

  static boolean isOverride(Node node) {
    return node.getStartMark() == COMMAND_LINE;
  }

  private static MappingNode with(MappingNode mapping, List<String> path, String value) {
    List<NodeTuple> tuples = new ArrayList<>();
    MappingNode inner = null;
    for (NodeTuple tuple : mapping.getValue()) {
      boolean replaced = tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(path.get(0));
      if (!replaced) {
        tuples.add(tuple);
      } else if (tuple.getValueNode() instanceof MappingNode existing) {
        inner = existing;
      }
    }
    Node put = path.size() == 1 ? scalar(value)
        : with(inner == null ? mapping(List.of(), COMMAND_LINE) : inner, path.subList(1, path.size()), value);
    tuples.add(new NodeTuple(scalar(path.get(0)), put));
    return mapping(tuples, mapping.getStartMark());
  }

  private static ScalarNode scalar(String value) {
    return new ScalarNode(Tag.STR, value, COMMAND_LINE, COMMAND_LINE, ScalarStyle.DOUBLE_QUOTED);
  }

  private static MappingNode mapping(List<NodeTuple> tuples, Mark mark) {
    return new MappingNode(Tag.MAP, true, tuples, mark, mark, FlowStyle.BLOCK);
  }
}
