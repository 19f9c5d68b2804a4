package dev.millrace.extract;

import static dev.millrace.failure.MillraceException.usage;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret under which values with {@code store: hash} are hashed. Never printed. */
public final class HmacKey {
  public static final String VARIABLE = "MILLRACE_HMAC_KEY";
  public static final String FILE_VARIABLE = "MILLRACE_HMAC_KEY_FILE";
  public static final int MIN_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private HmacKey(byte[] bytes, String origin) {
    if (bytes.length < MIN_BYTES) {
      throw usage("%s holds a key of %d bytes; at least %d are needed, for example from: openssl rand -hex 32",
          origin, bytes.length, MIN_BYTES);
    }
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  public static HmacKey of(byte[] bytes) {
    return new HmacKey(bytes, "The caller");
  }

  /** The key named by the environment, if one is; one line break at the end of a file is not part of it. */
  public static Optional<HmacKey> from(Map<String, String> environment) {
    String key = environment.get(VARIABLE);
    String file = environment.get(FILE_VARIABLE);
    if (key != null && file != null) {
      throw usage("%s and %s are both set: unset one of them", VARIABLE, FILE_VARIABLE);
    }
    if (key != null) {
      return Optional.of(new HmacKey(key.getBytes(StandardCharsets.UTF_8), "Environment variable " + VARIABLE));
    }
    return file == null ? Optional.empty() : Optional.of(read(Path.of(file)));
  }

  private static HmacKey read(Path file) {
    try {
      return new HmacKey(withoutLineBreak(Files.readAllBytes(file)), "File %s (%s)".formatted(file, FILE_VARIABLE));
    } catch (IOException e) {
      throw new MillraceException(ErrorKind.USAGE, "File %s (%s) cannot be read: check path and permissions"
          .formatted(file, FILE_VARIABLE), e);
    }
  }

  private static byte[] withoutLineBreak(byte[] bytes) {
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** HMAC-SHA-256 of the text's UTF-8, as 64 hexadecimal digits. */
  String hash(String text) {
    try {
      // A Mac has state: one for each call keeps the key free to be shared by threads.
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells whether two runs used the same key, without telling the key. */
  String checkValue() {
    return hash("millrace: is it the same key?").substring(0, 16);
  }

  @Override
  public String toString() {
    return "HmacKey[hidden]";
  }
}
