package dev.millrace.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretInUrlTest {
  @ParameterizedTest
  @ValueSource(strings = {
      "jdbc:oracle:thin:scott/TIGERPW@//h:1521/x", "jdbc:oracle:thin:scott/TIGERPW@h:1521:x", "jdbc:oracle:oci:scott/TIGERPW@h",
      "jdbc:postgresql://me:TIGERPW@h/d", "jdbc:postgresql://h/d?user=me&password=TIGERPW", "jdbc:postgresql://h/d?sslpassword=TIGERPW",
      "jdbc:sqlserver://h;user=me;Pwd=TIGERPW", "jdbc:sqlserver://h;trustStorePassword = TIGERPW", "jdbc:db2://h:1/d:user=me;password=TIGERPW;"})
  void aSecretIsSeenAndNeverShown(String url) {
    assertThat(SecretInUrl.isIn(url)).isTrue();
    assertThat(SecretInUrl.withoutUser(url)).startsWith("jdbc:").contains("h").doesNotContain("TIGERPW", "scott", "me");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:oracle:thin:@//h:1521/x", "jdbc:oracle:thin:@h:1521:x", "jdbc:postgresql://h:5432/d", "jdbc:sqlserver://h:1433", "embedded"})
  void aUrlWithoutASecretIsShownWhole(String url) {
    assertThat(SecretInUrl.isIn(url)).isFalse();
    assertThat(SecretInUrl.withoutUser(url)).isEqualTo(url);
  }
}
