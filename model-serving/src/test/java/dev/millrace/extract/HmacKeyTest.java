package dev.millrace.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HmacKeyTest {
  private static final String KEY = "sixteen bytes ok";

  @TempDir
  private Path directory;

  @Test
  void theKeyComesFromTheEnvironmentOrFromAFileWithOrWithoutLineBreak() throws IOException {
    String expected = HmacKey.from(Map.of(HmacKey.VARIABLE, KEY)).orElseThrow().checkValue();
    for (String end : new String[] {"", "\n", "\r\n"}) {
      Path file = Files.writeString(directory.resolve("key"), KEY + end);
      assertThat(HmacKey.from(Map.of(HmacKey.FILE_VARIABLE, file.toString())).orElseThrow().checkValue()).isEqualTo(expected);
    }
    assertThat(HmacKey.from(Map.of())).isEmpty();
  }

  @Test
  void aKeyThatIsShortOrUnreadableOrGivenTwiceIsRefused() {
    assertThatThrownBy(() -> HmacKey.from(Map.of(HmacKey.VARIABLE, "short"))).isInstanceOf(MillraceException.class)
        .hasMessage("Environment variable MILLRACE_HMAC_KEY holds a key of 5 bytes; at least 16 are needed, for example from: openssl rand -hex 32");
    String none = directory.resolve("none").toString();
    assertThatThrownBy(() -> HmacKey.from(Map.of(HmacKey.FILE_VARIABLE, none))).isInstanceOf(MillraceException.class)
        .hasMessage("File " + none + " (MILLRACE_HMAC_KEY_FILE) cannot be read: check path and permissions");
    assertThatThrownBy(() -> HmacKey.from(Map.of(HmacKey.VARIABLE, KEY, HmacKey.FILE_VARIABLE, none)))
        .hasMessage("MILLRACE_HMAC_KEY and MILLRACE_HMAC_KEY_FILE are both set: unset one of them");
  }

  @Test
  void theKeyIsNeverPrinted() {
    assertThat(HmacKey.from(Map.of(HmacKey.VARIABLE, KEY)).orElseThrow()).hasToString("HmacKey[hidden]");
  }
}
