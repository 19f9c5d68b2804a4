package dev.millrace.jobs.source.bytes;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;

/**
 * Reads {@code .zst} by the library that Spark ships; Hadoop's own codec needs a native Hadoop, which hardly anybody has.
 * Registered in Hadoop's configuration, it serves Spark's readers, too. Reads only.
 */
public final class ZstdCodec implements CompressionCodec {
  /** Where Hadoop looks for codecs besides its own; for a suffix that both have, these win. */
  public static final String SETTING = "io.compression.codecs";

  /** Last, where the last one for a suffix wins. */
  static void register(Configuration configuration) {
    String others = configuration.get(SETTING, "");
    configuration.set(SETTING, others.isBlank() ? ZstdCodec.class.getName() : others + "," + ZstdCodec.class.getName());
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return new Decompressed(in);
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in, Decompressor decompressor) throws IOException {
    return new Decompressed(in);
  }

  @Override
  public String getDefaultExtension() {
    return ".zst";
  }

  @Override
  public Class<? extends Decompressor> getDecompressorType() {
    return null;
  }

  @Override
  public Decompressor createDecompressor() {
    return null;
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream out) {
    throw new UnsupportedOperationException("zstd is read, not written");
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream out, Compressor compressor) {
    return createOutputStream(out);
  }

  @Override
  public Class<? extends Compressor> getCompressorType() {
    return null;
  }

  @Override
  public Compressor createCompressor() {
    return null;
  }

  private static final class Decompressed extends CompressionInputStream {
    private final ZstdInputStream bytes;

    Decompressed(InputStream in) throws IOException {
      super(in);
      bytes = new ZstdInputStream(in);
    }

    @Override
    public int read() throws IOException {
      return bytes.read();
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      return bytes.read(buffer, from, length);
    }

    @Override
    public void resetState() {
      throw new UnsupportedOperationException("a zstd stream is read once");
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
