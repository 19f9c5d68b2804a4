package dev.millrace.jobs.source.bytes;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A stretch of a file that one task reads.
 *
 * @param end after the last byte; of a file that cannot be divided, its length
 */
public record FilePart(String path, long start, long end) implements Serializable {
  private static final long LARGEST = 128L << 20;
  /** What opening a file costs, in bytes that could be read meanwhile. */
  private static final long OPENING = 4L << 20;

  public Path file() {
    return new Path(path);
  }

  private long cost() {
    return end - start + OPENING;
  }

  /**
   * The parts that each task reads: a few small files together, a large one in parts if it can be divided.
   *
   * @param tasks that can run at once
   */
  public static List<ArrayList<FilePart>> packs(List<FileStatus> files, Predicate<Path> divisible, int tasks) {
    long all = files.stream().mapToLong(file -> file.getLen() + OPENING).sum();
    long target = Math.min(LARGEST, Math.max(OPENING, all / Math.max(1, tasks)));
    List<FilePart> parts = new ArrayList<>();
    for (FileStatus file : files) {
      String path = file.getPath().toString();
      long step = divisible.test(file.getPath()) ? target : Math.max(1, file.getLen());
      for (long start = 0; start < file.getLen(); start += step) {
        parts.add(new FilePart(path, start, Math.min(file.getLen(), start + step)));
      }
    }
    parts.sort(Comparator.comparingLong(FilePart::cost).reversed());
    return packed(parts, target);
  }

  private static List<ArrayList<FilePart>> packed(List<FilePart> largestFirst, long target) {
    List<ArrayList<FilePart>> packs = new ArrayList<>();
    long room = 0;
    for (FilePart part : largestFirst) {
      if (packs.isEmpty() || part.cost() > room) {
        packs.add(new ArrayList<>());
        room = Math.max(target, part.cost());
      }
      packs.get(packs.size() - 1).add(part);
      room -= part.cost();
    }
    return packs;
  }
}
