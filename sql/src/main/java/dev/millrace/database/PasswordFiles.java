package dev.millrace.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Random passwords of the embedded database's logins, one 0600 file each. */
record PasswordFiles(Path directory) {
  private static final int BYTES = 24;

  Path of(Access access) {
    return directory.resolve(access.login());
  }

  /** The login's password, made if there is none yet. Holds only letters, digits, {@code -} and {@code _}. */
  String create(Access access) throws IOException {
    Path file = of(access);
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Path partial = directory.resolve(access.login() + ".partial");
    Files.deleteIfExists(partial);
    Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(partial, (password + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }
}
