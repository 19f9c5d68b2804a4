package dev.millrace.database;

import dev.millrace.database.TestCertificates.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import org.awaitility.Awaitility;

/** A PostgreSQL with a certificate for {@code localhost}, made on the spot, and the files that clients need. */
public final class TlsServer implements AutoCloseable {
  private final TestDatabase database;
  private final Path directory;

  private TlsServer(TestDatabase database, Path directory) {
    this.database = database;
    this.directory = directory;
  }

  public static TlsServer start() {
    TestDatabase database = TestDatabase.alone(PostgresBinaries.bundled(), "postgres-tls");
    try {
      Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tls-");
      Identity authority = TestCertificates.authority("Right CA");
      Identity server = TestCertificates.issue(authority, "localhost");
      Identity client = TestCertificates.issue(authority, Access.WRITER.login());
      Path key = secret(directory.resolve("server.key"), server.keyPem().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      Path certificate = Files.writeString(directory.resolve("server.crt"), server.certificatePem());
      Path root = Files.writeString(directory.resolve("ca.crt"), authority.certificatePem());
      Files.writeString(directory.resolve("other-ca.crt"), TestCertificates.authority("Other CA").certificatePem());
      Files.writeString(directory.resolve("client.crt"), client.certificatePem());
      secret(directory.resolve("client.pk8"), client.keyDer());
      Unprivileged.find(Path.of("target", "postgres-tls", "data-" + PostgresBinaries.bundled().majorVersion())).own(directory);
      database.execute("ALTER SYSTEM SET ssl_key_file = '%s'".formatted(key));
      database.execute("ALTER SYSTEM SET ssl_cert_file = '%s'".formatted(certificate));
      database.execute("ALTER SYSTEM SET ssl_ca_file = '%s'".formatted(root));
      database.execute("ALTER SYSTEM SET ssl = on");
      database.execute("SELECT pg_reload_conf()");
      Awaitility.await().until(() -> database.value("SHOW ssl").equals("on"));
      return new TlsServer(database, directory);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Path secret(Path file, byte[] bytes) throws IOException {
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.write(file, bytes);
  }

  public TestDatabase database() {
    return database;
  }

  /** Files {@code ca.crt}, {@code other-ca.crt}, {@code client.crt} and {@code client.pk8}. */
  public Path file(String name) {
    return directory.resolve(name);
  }

  /** How to connect as the writer, to a host by that name, believing that CA. */
  public DatabaseSettings verified(String host, String authority) {
    DatabaseSettings writer = database.settings(Access.WRITER);
    return new DatabaseSettings("%s?sslmode=verify-full&sslrootcert=%s".formatted(writer.url().replace("127.0.0.1", host), file(authority)),
        writer.schema(), writer.user(), writer.passwordFile());
  }

  @Override
  public void close() {
    database.execute("ALTER SYSTEM RESET ALL");
    database.execute("SELECT pg_reload_conf()");
    database.close();
    try {
      PostgresBinaries.delete(directory);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
