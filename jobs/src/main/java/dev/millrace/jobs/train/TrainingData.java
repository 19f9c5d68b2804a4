package dev.millrace.jobs.train;

import dev.millrace.document.ContentHash;
import dev.millrace.jobs.train.Embeddings.Embedded;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Names a set of labelled documents by its content. */
final class TrainingData {
  private TrainingData() {}

  /** SHA-256 over ids, content hashes and labels, in order of id: whatever files, in whatever order, held them. */
  static String hash(List<Embedded> documents) {
    MessageDigest digest = ContentHash.sha256();
    for (Embedded document : documents) {
      digest.update(("%d %s %s %s\n".formatted(document.id().length(), document.id(), document.contentHash(), document.labels())).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
