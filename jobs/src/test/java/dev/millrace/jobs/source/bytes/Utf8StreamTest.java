package dev.millrace.jobs.source.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8StreamTest {
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32", "GB18030", "Shift_JIS", "windows-1252"})
  void aTextIsTheSameInAnyEncodingThatHoldsIt(String name) throws IOException {
    Charset encoding = Charset.forName(name);
    String text = (encoding.newEncoder().canEncode('ü') ? "Größe" : "大きさ").concat(encoding.newEncoder().canEncode("😀") ? " 😀" : "!").repeat(20_000);
    assertThat(utf8(text.getBytes(encoding), encoding)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatCannotBeDecodedIsSeenByWhoeverDecodesIt() throws IOException {
    byte[] loneSurrogateAndHalfAUnit = {'a', 0, 0, (byte) 0xD8, 'b', 0, 'c'};
    byte[] utf8 = utf8(loneSurrogateAndHalfAUnit, StandardCharsets.UTF_16LE);
    assertThat(Decoded.utf8(utf8, 0, utf8.length)).isEqualTo(new Decoded("a\uFFFDb\uFFFD", true));
    byte[] unused = utf8(new byte[] {'a', (byte) 0x81, 'b'}, EncodingGuess.WINDOWS_1252);
    assertThat(Decoded.utf8(unused, 0, unused.length)).isEqualTo(new Decoded("a\uFFFDb", true));
  }

  @Test
  void aReplacementCharacterThatWasWrittenIsNoRepair() {
    byte[] written = "a\uFFFDb".getBytes(StandardCharsets.UTF_8);
    assertThat(Decoded.utf8(written, 0, written.length)).isEqualTo(new Decoded("a\uFFFDb", false));
  }

  private static byte[] utf8(byte[] bytes, Charset encoding) throws IOException {
    return Utf8Stream.of(new ByteArrayInputStream(bytes), encoding).readAllBytes();
  }
}
