package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://h/d?user=u&password=hunter2", "jdbc:postgresql://h/d?PASSWORD=hunter2", "jdbc:postgresql://u:hunter2@h/d",
      "jdbc:postgresql://h/d?sslmode=verify-full&sslkey=k&sslpassword=hunter2"})
  void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
    assertThatThrownBy(() -> new DatabaseSettings(url, "public", null, null)).hasMessageContaining("password_file").hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Public", "a b", "a\"; drop schema public", "1a"})
  void aSchemaThatWouldNeedQuotesIsRefused(String schema) {
    assertThatThrownBy(() -> new DatabaseSettings("embedded", schema, null, null)).hasMessageContaining("schema");
  }

  @Test
  void anotherDatabaseIsRefused() {
    assertThatThrownBy(() -> new DatabaseSettings("jdbc:mysql://h/d", "public", null, null)).hasMessageContaining("embedded");
  }

  @Test
  void travelsToAnotherMachineWithoutThePassword(@TempDir Path directory) throws IOException, ClassNotFoundException {
    Path file = Files.writeString(directory.resolve("password"), "hunter2\n");
    DatabaseSettings settings = new DatabaseSettings("jdbc:postgresql://h:1/d", "public", "u", file.toString());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(settings);

    assertThat(bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1)).doesNotContain("hunter2");
    Object arrived = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(arrived).isEqualTo(settings);
    assertThat(((DatabaseSettings) arrived).password()).isEqualTo("hunter2");
    assertThat(settings.place()).isEqualTo("h:1/d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://db.example.org/d", "jdbc:postgresql://10.0.0.7:5432/d?sslmode=require", "jdbc:postgresql://db/d?sslmode=prefer"})
  void aServerElsewhereThatProvesNothingIsWorthACaution(String url) {
    assertThat(new DatabaseSettings(url, "public", "u", null).cautions()).singleElement().asString()
        .contains("nothing proves that the server is yours", "Add sslmode=verify-full").contains(new DatabaseSettings(url, "public", "u", null).place());
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "jdbc:postgresql://localhost/d", "jdbc:postgresql://127.0.0.1:5432/d", "jdbc:postgresql://[::1]:5432/d", "jdbc:postgresql:d",
      "jdbc:postgresql://db.example.org/d?sslmode=verify-full"})
  void aServerThatProvesItsNameOrIsThisMachineIsNot(String url) {
    assertThat(new DatabaseSettings(url, "public", "u", null).cautions()).isEmpty();
  }

  @Test
  void aPasswordThatOthersMayReadIsWorthACaution(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "hunter2");
    DatabaseSettings settings = new DatabaseSettings("jdbc:postgresql://localhost/d", "public", "u", file.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(settings.cautions()).singleElement().asString().contains("other users", "chmod 600", file.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(settings.cautions()).isEmpty();
  }

  @Test
  void aMissingPasswordFileIsNamed() {
    assertThatThrownBy(() -> new DatabaseSettings("embedded", "public", "u", "/nowhere/password").password()).hasMessageContaining("/nowhere/password");
  }
}
