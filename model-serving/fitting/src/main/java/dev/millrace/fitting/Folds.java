package dev.millrace.fitting;

import static dev.millrace.failure.Require.require;

import dev.millrace.failure.MillraceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deals examples into folds: stratified by label, whole groups only, by a hash of the group's key and not by the order of rows. */
public final class Folds {
  private record Group(String key, int label, byte[] hash) {}

  private Folds() {}

  /**
   * The fold of each example.
   *
   * @param groups what must stay together, by example: the content hash, so that a text never helps to decide itself
   */
  public static int[] assign(int[] labels, List<String> groups, int folds, long seed) {
    require(folds >= 2, "Cross-validation needs at least 2 folds, was %d", folds);
    require(labels.length == groups.size(), "%d labels but %d group keys", labels.length, groups.size());
    // A group under several labels is dealt with the first of them.
    Map<String, Integer> labelOf = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      labelOf.merge(groups.get(i), labels[i], Math::min);
    }
    if (labelOf.size() < folds) {
      throw MillraceException.data("Cross-validation in %d folds needs at least %d different texts, found %d. Add examples.", folds, folds, labelOf.size());
    }
    List<Group> order = labelOf.entrySet().stream()
        .map(e -> new Group(e.getKey(), e.getValue(), hash(seed, e.getKey())))
        .sorted(Comparator.comparingInt(Group::label).thenComparing(Group::hash, Arrays::compare))
        .toList();
    Map<String, Integer> foldOf = new TreeMap<>();
    for (int i = 0; i < order.size(); i++) {
      foldOf.put(order.get(i).key(), i % folds);   // in turn, across labels too: folds differ by one group at most
    }
    return groups.stream().mapToInt(foldOf::get).toArray();
  }

  private static byte[] hash(long seed, String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
      return digest.digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
