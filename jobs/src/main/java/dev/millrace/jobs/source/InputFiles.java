package dev.millrace.jobs.source;

import dev.millrace.document.ContentHash;
import dev.millrace.failure.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files behind {@code --input}: files, directories and globs on any Hadoop file system, in the order of their paths.
 *
 * @param given as the user wrote them
 */
public record InputFiles(List<String> given, List<FileStatus> files) {
  /** Spark's option for paths that are resolved already: a file may be named like a glob. */
  static final String GLOBBING = "__globPaths__";
  private static final int COMPRESSION = 6;

  /** Throws USAGE, naming the path, if nothing is there or all is empty. */
  public static InputFiles resolve(List<String> inputs, Configuration configuration) {
    // By path: a file that two globs match is read once.
    SortedMap<String, FileStatus> byPath = new TreeMap<>();
    for (String input : inputs) {
      resolve(input, configuration).forEach(file -> byPath.put(file.getPath().toString(), file));
    }
    List<FileStatus> files = List.copyOf(byPath.values());
    if (files.stream().mapToLong(FileStatus::getLen).sum() == 0) {
      throw MillraceException.usage("The input %s is empty: %d files, 0 bytes", String.join(" ", inputs), files.size());
    }
    return new InputFiles(List.copyOf(inputs), files);
  }

  private static List<FileStatus> resolve(String input, Configuration configuration) {
    try {
      Path path = new Path(input);
      FileSystem system = path.getFileSystem(configuration);
      // A file may be named like a glob; the shell has usually expanded globs already.
      boolean exact = system.exists(path);
      FileStatus[] found = exact ? new FileStatus[] {system.getFileStatus(path)} : system.globStatus(path);
      List<FileStatus> files = new ArrayList<>();
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        addFiles(system, status, files);
      }
      if (exact && files.isEmpty() && !found[0].isDirectory() && found[0].getLen() > 0) {
        throw MillraceException.usage("Input %s is hidden by its name, which begins with _ or a dot, and Spark passes over such files; rename it", input);
      }
      if (files.isEmpty()) {
        throw MillraceException.usage("There is no input at %s; expected a file, a directory with files, or a glob that matches some", input);
      }
      return files;
    } catch (IOException | IllegalArgumentException e) {
      throw MillraceException.usage("Cannot look at input %s: %s", input, e.getMessage());
    }
  }

  /** Throws USAGE, naming the file, if one has a name that Spark's own readers stumble over. */
  public InputFiles forSpark() {
    files.stream().map(file -> file.getPath().getName()).filter(name -> name.contains(":")).findFirst().ifPresent(name -> {
      throw MillraceException.usage("The name of input %s holds a colon, and only CSV and JSON lines can be read under such a name; rename it", name);
    });
    return this;
  }

  private static void addFiles(FileSystem system, FileStatus status, List<FileStatus> files) throws IOException {
    if (!status.isDirectory()) {
      // Spark would not read a hidden one, and its documents would be missed without a word.
      if (!isHidden(status.getPath().getName())) {
        files.add(status);
      }
      return;
    }
    RemoteIterator<LocatedFileStatus> below = system.listFiles(status.getPath(), true);
    while (below.hasNext()) {
      FileStatus file = below.next();
      if (!isHidden(status.getPath().toUri().relativize(file.getPath().toUri()).getPath())) {
        files.add(file);
      }
    }
  }

  /** Markers, checksums, and what writers have not finished. */
  private static boolean isHidden(String pathBelow) {
    return Arrays.stream(pathBelow.split("/")).anyMatch(name -> name.startsWith("_") || name.startsWith("."));
  }

  /** SHA-256 over paths, sizes and times: another fingerprint means that the input may have changed. */
  public String fingerprint() {
    MessageDigest digest = ContentHash.sha256();
    for (FileStatus file : files) {
      String line = "%s\n%d\n%d\n".formatted(file.getPath(), file.getLen(), file.getModificationTime());
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Spark's option that keeps directories such as {@code day=2026-11-21}, below a single directory given, a column. */
  Map<String, String> basePath(Configuration configuration) {
    if (given.size() != 1) {
      return Map.of();
    }
    try {
      Path only = new Path(given.get(0));
      FileSystem system = only.getFileSystem(configuration);
      return system.exists(only) && system.getFileStatus(only).isDirectory() ? Map.of("basePath", given.get(0)) : Map.of();
    } catch (IOException e) {
      throw MillraceException.usage("Cannot look at input %s: %s", given.get(0), e.getMessage());
    }
  }

  /** About as many as the files would have as text. */
  public long bytesOfText() {
    return files.stream()
        .mapToLong(file -> file.getPath().getName().matches(".*\\.(gz|zst|bz2|parquet|orc|avro)") ? file.getLen() * COMPRESSION : file.getLen()).sum();
  }

  public long bytes() {
    return files.stream().mapToLong(FileStatus::getLen).sum();
  }

  public String[] paths() {
    return files.stream().map(file -> file.getPath().toString()).toArray(String[]::new);
  }
}
