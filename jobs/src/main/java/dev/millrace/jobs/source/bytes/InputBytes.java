package dev.millrace.jobs.source.bytes;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Opens files, decompressed as the end of their name says: .gz, .zst, .bz2, .deflate. Needs Hadoop's classes, but no Spark. */
public final class InputBytes {
  private static final int PIECES = 16;
  private static final int PIECE = 1 << 16;

  private final Configuration configuration;
  private final CompressionCodecFactory codecs;

  public InputBytes(Configuration configuration) {
    this.configuration = new Configuration(configuration);
    ZstdCodec.register(this.configuration);
    this.codecs = new CompressionCodecFactory(this.configuration);
  }

  public boolean isCompressed(Path path) {
    return codecs.getCodec(path) != null;
  }

  /** The checksums beside a local file cannot be looked for if its name holds a colon: Hadoop takes what stands before it for a scheme. */
  private FSDataInputStream raw(Path path) throws IOException {
    FileSystem system = path.getFileSystem(configuration);
    return (path.getName().contains(":") && system instanceof LocalFileSystem local ? local.getRawFileSystem() : system).open(path);
  }

  /** What is wrong with the bytes shows as an IOException when they are read, whatever a codec throws. */
  public InputStream open(Path path) throws IOException {
    FSDataInputStream raw = raw(path);
    CompressionCodec codec = codecs.getCodec(path);
    if (codec == null) {
      return raw;
    }
    try {
      return new Damageable(codec.createInputStream(raw));
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw asDamage(e);
    }
  }

  /** Of a file that is not compressed, from that byte on. */
  public InputStream open(Path path, long from) throws IOException {
    FSDataInputStream raw = raw(path);
    try {
      raw.seek(from);
      return raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * A file of no more bytes whole; of a larger one a quarter of them from its beginning, and pieces of all the rest if it is
   * not compressed and there are bytes enough. What a damaged file gives before its damage is a sample, too; throws if that
   * is nothing.
   */
  public FileSample sample(Path path, long length, int bytes) throws IOException {
    boolean compressed = isCompressed(path);
    FileSample head = head(path, compressed || length >= bytes ? bytes / 4 : bytes);
    if (compressed || head.whole() || bytes < 2 * PIECES * PIECE) {
      return head;
    }
    List<byte[]> pieces = new ArrayList<>();
    try (FSDataInputStream in = raw(path)) {
      long rest = length - head.head().length - PIECE;
      for (int i = 1; i <= PIECES; i++) {
        in.seek(head.head().length + rest * i / PIECES);
        pieces.add(in.readNBytes(PIECE));
      }
    }
    return new FileSample(head.head(), pieces, false);
  }

  private FileSample head(Path path, int most) throws IOException {
    byte[] head = new byte[most];
    int size = 0;
    boolean damaged = false;
    try (InputStream in = open(path)) {
      for (int count = in.read(head); count >= 0 && size < most; count = in.read(head, size, most - size)) {
        size += count;
      }
    } catch (IOException e) {
      damaged = true;
      if (size == 0) {
        throw e;
      }
    }
    return new FileSample(Arrays.copyOf(head, size), List.of(), size < most && !damaged);
  }

  private static IOException asDamage(Exception e) {
    return e instanceof IOException io ? io : new IOException(e.toString(), e);
  }

  /** Some codecs stumble over damage with exceptions of other kinds, such as an index out of bounds. */
  private static final class Damageable extends FilterInputStream {
    Damageable(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (RuntimeException e) {
        throw asDamage(e);
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        return in.read(bytes, from, length);
      } catch (RuntimeException e) {
        throw asDamage(e);
      }
    }
  }
}
