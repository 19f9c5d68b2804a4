package dev.millrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ContentHashTest {
  private static final ContentHash HI_AE = hash("Hi", "ä");

  /** By hand: {@code printf '\0\0\0\2Hi\0\0\0\2\303\244' | sha256sum}. */
  @Test
  void isTheSha256OfLengthPrefixedUtf8() {
    assertThat(HI_AE).hasToString("18237eba4cef73eea361397eb6bd0e61d00a9a161c0eec4b0ad1c59ad992bea2");
  }

  @Test
  void theOrderOfPartsMatters() {
    assertThat(hash("ä", "Hi")).isNotEqualTo(HI_AE);
  }

  @Test
  void whereAPartEndsMatters() {
    assertThat(List.of(hash("ab", "c"), hash("a", "bc"), hash("abc"), hash("abc", ""))).doesNotHaveDuplicates();
  }

  @Test
  void namesTimeAndAttributesDoNotMatter() {
    Document plain = new Document("s", "1", List.of(Part.plain("body", "text")), null, Map.of(), false);
    Document other = new Document("s", "2", List.of(new Part("mail", "text/html", "text")), Instant.EPOCH, Map.of("a", "b"), true);
    assertThat(plain.header().contentHash()).isEqualTo(other.header().contentHash());
  }

  @Test
  void ordersAsUnsignedBytes() {
    assertThat(ofByte(0x80)).isGreaterThan(ofByte(0x7f));
    assertThat(ofByte(0x01)).isEqualByComparingTo(ofByte(0x01));
  }

  @Test
  void itsBytesCannotBeChangedFromOutside() {
    byte[] bytes = HI_AE.bytes();
    bytes[0]++;
    assertThat(ContentHash.ofBytes(HI_AE.bytes())).isEqualTo(HI_AE).hasSameHashCodeAs(hash("Hi", "ä"));
    assertThat(ContentHash.ofBytes(bytes)).isNotEqualTo(HI_AE);
  }

  @Test
  void anotherNumberOfBytesIsRefused() {
    assertThatThrownBy(() -> ContentHash.ofBytes(new byte[31])).hasMessage("A content hash has 32 bytes, found 31");
  }

  @Property
  void comparesEqualExactlyWhenEqual(@ForAll String a, @ForAll String b) {
    String left = TextRepair.repair(a);
    String right = TextRepair.repair(b);
    assertThat(hash(left).compareTo(hash(right)) == 0).isEqualTo(left.equals(right));
  }

  private static ContentHash hash(String... texts) {
    return ContentHash.of(List.of(texts).stream().map(text -> Part.plain("part", text)).toList());
  }

  private static ContentHash ofByte(int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    return ContentHash.ofBytes(bytes);
  }
}
