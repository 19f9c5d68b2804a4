package dev.millrace.bundle;

import dev.millrace.document.ContentHash;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of files and texts, as lower-case hex. */
public final class FileHash {
  private FileHash() {}

  public static String of(Path file) {
    MessageDigest digest = ContentHash.sha256();
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    } catch (NoSuchFileException e) {
      throw MillraceException.data("File %s is missing", file);
    } catch (IOException e) {
      throw MillraceException.external(e, "Cannot read %s: %s", file, e.getMessage());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String ofText(String text) {
    return HexFormat.of().formatHex(ContentHash.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Throws DATA, naming expected and found, unless the file has this hash. */
  public static void require(Path file, String expected) {
    String found = of(file);
    if (!found.equals(expected)) {
      throw MillraceException.data("%s is not the file that belongs here: expected SHA-256 %s, found %s", file, expected, found);
    }
  }
}
