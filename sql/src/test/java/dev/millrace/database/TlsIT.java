package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TlsIT {
  private static TlsServer server;

  @BeforeAll
  static void start() {
    server = TlsServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theRightNameAndAuthorityAreLetIn() throws SQLException {
    assertThat(tls(server.verified("localhost", "ca.crt"), "SELECT ssl AND version LIKE 'TLSv1._' FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).isEqualTo("t");
  }

  @Test
  void aClientsOwnCertificateIsShown() throws SQLException {
    DatabaseSettings plain = server.verified("localhost", "ca.crt");
    DatabaseSettings withKey = new DatabaseSettings("%s&sslcert=%s&sslkey=%s".formatted(plain.url(), server.file("client.crt"), server.file("client.pk8")),
        plain.schema(), plain.user(), plain.passwordFile());
    assertThat(tls(withKey, "SELECT client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).isEqualTo("/CN=millrace_writer");
  }

  @Test
  void anotherHostNameIsRefusedNamingBoth() {
    refused(server.verified("127.0.0.1", "ca.crt"), "expected a certificate for host 127.0.0.1; found one for localhost, issued by CN=Right CA, valid until 20");
  }

  @Test
  void anotherAuthorityIsRefusedNamingFileAndIssuer() {
    refused(server.verified("localhost", "other-ca.crt"),
        "expected a valid certificate that a CA in %s vouches for; found one for localhost, issued by CN=Right CA".formatted(server.file("other-ca.crt")));
  }

  @Test
  void aServerWithoutTlsIsRefused() {
    try (TestDatabase plain = TestDatabase.fresh()) {
      DatabaseSettings writer = plain.settings(Access.WRITER);
      refused(new DatabaseSettings(writer.url() + "?sslmode=verify-full&sslrootcert=" + server.file("ca.crt"), "public", writer.user(), writer.passwordFile()),
          "offers no TLS, and sslmode=verify-full demands it. Set ssl = on at the server");
    }
  }

  @Test
  void aMissingFileOfTheAuthorityIsNamed() {
    refused(server.verified("localhost", "nowhere.crt"), "nowhere.crt cannot be read. Name it with sslrootcert=FILE");
  }

  private static void refused(DatabaseSettings settings, String words) {
    assertThatThrownBy(() -> Database.open(settings, Access.WRITER, "test"))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
        .hasMessageContaining(words);
  }

  private static String tls(DatabaseSettings settings, String query) throws SQLException {
    try (Database database = Database.open(settings, Access.WRITER, "test"); Connection connection = database.connection();
        Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
