package dev.millrace.jobs.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.MillraceException;
import dev.millrace.jobs.source.bytes.FileSample;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvDialectTest {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final String GERMAN = "id,text\n1,Größe\n2,Übergrößenträger für Ärzte\n3,plain\n";

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
  void encodingsAreTold(String name) {
    assertThat(detect(GERMAN.getBytes(Charset.forName(name))).encodingName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aByteOrderMarkDecides(String name) {
    CsvDialect dialect = detect("\uFEFFid,text\n1,一\n".getBytes(Charset.forName(name)));
    assertThat(dialect.encodingName()).isEqualTo(name);
    assertThat(dialect.byteOrderMark()).isTrue();
    assertThat(dialect.delimiterName()).isEqualTo(",");
  }

  @Test
  void chineseInUtf16IsKnownByItsStructure() {
    assertThat(detect("id,text\n".concat("17,我想要退款因为产品坏了\n".repeat(50)).getBytes(StandardCharsets.UTF_16LE)).encodingName()).isEqualTo("UTF-16LE");
  }

  @Test
  void asciiIsUtf8AndMayBeMore() {
    assertThat(detect("id,text\n1,a\n".getBytes(StandardCharsets.UTF_8))).satisfies(dialect -> {
      assertThat(dialect.encodingName()).isEqualTo("UTF-8");
      assertThat(dialect.encodingOpen()).isTrue();
    });
  }

  @Test
  void aFewBadBytesDoNotMakeItAnotherEncoding() {
    byte[] bytes = GERMAN.getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 2] = (byte) 0xff;
    assertThat(detect(bytes)).satisfies(dialect -> {
      assertThat(dialect.encodingName()).isEqualTo("UTF-8");
      assertThat(dialect.encodingReason()).isEqualTo("8 characters beyond ASCII in the sample are UTF-8, 1 bytes are not");
    });
  }

  @Test
  void piecesFromFurtherOnCountToo() {
    byte[] head = "id,text\n".concat("1,plain\n".repeat(100)).getBytes(StandardCharsets.UTF_8);
    assertThat(detect(new FileSample(head, List.of("für Ärzte".getBytes(WINDOWS_1252)), false)).encodingName()).isEqualTo("windows-1252");
    byte[] cut = "ü für Ä".getBytes(StandardCharsets.UTF_8);
    byte[] piece = java.util.Arrays.copyOfRange(cut, 1, cut.length - 1);
    assertThat(detect(new FileSample(head, List.of(piece), false)).encodingReason()).isEqualTo("1 characters beyond ASCII in the sample are UTF-8, 0 bytes are not");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void delimitersAreToldByStructure(String delimiter) {
    assertThat(detect("id%1$stext%1$smore\n1%1$s\"a;b,c|d\te\"%1$sx\n2%1$splain, and; so| on\t\"%1$sy\n".replace("%1$s", delimiter)
        .replace("plain, and; so| on\t", "plain").getBytes(StandardCharsets.UTF_8)).syntax().delimiter()).isEqualTo(delimiter.charAt(0));
  }

  @Test
  void aCharacterThatIsFrequentInTextIsNoDelimiter() {
    String text = "id;price, net;text\n".concat("1;2,50;well, yes, no, maybe\n2;3,00;ok\n3;1,00;a, b, c, d, e\n".repeat(20));
    assertThat(detect(text.getBytes(StandardCharsets.UTF_8)).delimiterName()).isEqualTo(";");
    assertThat(detect(text.replace(';', '\t').getBytes(StandardCharsets.UTF_16BE)).delimiterName()).isEqualTo("tab");
  }

  @Test
  void aCellThatTheSampleCutsMisleadsNobody() {
    String text = "id,text;or so\n1,a\n2,\"" + "one;two\n".repeat(100);
    assertThat(detect(text.getBytes(StandardCharsets.UTF_8)).delimiterName()).isEqualTo(",");
  }

  @Test
  void whatIsToldIsNotFoundOut() {
    CsvDialect told = CsvDialect.detect("a|b;c\n1|2;3\n".getBytes(StandardCharsets.UTF_8), WINDOWS_1252, ';');
    assertThat(told.encodingName()).isEqualTo("windows-1252");
    assertThat(told.delimiterName()).isEqualTo(";");
    assertThat(told.encodingReason()).isEqualTo("as told");
  }

  @Test
  void oneColumnLeavesTheDelimiterOpen() {
    assertThat(detect("id\n1\n2\n".getBytes(StandardCharsets.UTF_8)).delimiterOpen()).isTrue();
    assertThat(detect(new byte[0]).delimiterOpen()).isTrue();
  }

  @Test
  void namesAreCheckedByWhatTheyShouldBe() {
    assertThat(CsvDialect.delimiter("tab")).isEqualTo('\t');
    assertThat(CsvDialect.delimiter("\\t")).isEqualTo('\t');
    assertThatThrownBy(() -> CsvDialect.delimiter("||")).isInstanceOf(MillraceException.class).hasMessage("A CSV delimiter is one character of ASCII, or 'tab'; found '||'");
    assertThatThrownBy(() -> CsvDialect.encoding("UFT-8")).hasMessageStartingWith("There is no encoding 'UFT-8'; expected a name such as UTF-8");
  }

  private static CsvDialect detect(byte[] head) {
    return CsvDialect.detect(head, null, null);
  }

  private static CsvDialect detect(FileSample sample) {
    return CsvDialect.detect(sample, null, null, CsvSyntax.separatedBy(','));
  }
}
