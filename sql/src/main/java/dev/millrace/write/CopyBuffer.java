package dev.millrace.write;

import dev.millrace.document.TextRepair;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Rows in PostgreSQL's binary COPY format, in one growing array. Not thread-safe. */
final class CopyBuffer {
  private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
  /** Signature, flags, length of the header's extension. */
  private static final int HEADER = SIGNATURE.length + 2 * Integer.BYTES;
  private static final int NULL = -1;
  private static final int TEXT_OID = 25;
  private static final int FLOAT4_OID = 700;
  private static final byte JSONB_VERSION = 1;
  /** PostgreSQL counts from 2000-01-01. */
  private static final long EPOCH_SECONDS = 946_684_800L;

  private byte[] bytes = new byte[64 * 1024];
  private int size;
  private int rows;

  CopyBuffer() {
    clear();
  }

  void clear() {
    System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
    Arrays.fill(bytes, SIGNATURE.length, HEADER, (byte) 0);
    size = HEADER;
    rows = 0;
  }

  int rows() {
    return rows;
  }

  int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Starts a row of so many columns; exactly so many values must follow. */
  CopyBuffer row(int columns) {
    rows++;
    reserve(Short.BYTES);
    putShort(columns);
    return this;
  }

  /** Columns that are the same in every row, taken from another buffer that holds them as one row. */
  CopyBuffer columns(CopyBuffer constants) {
    int from = HEADER + Short.BYTES;
    int length = constants.size - from;
    reserve(length);
    System.arraycopy(constants.bytes, from, bytes, size, length);
    size += length;
    return this;
  }

  CopyBuffer text(String value) {
    if (value == null) {
      return nothing();
    }
    int length = value.length();
    reserve(Integer.BYTES + length);
    int start = size + Integer.BYTES;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c == 0 || c >= 0x80) {
        return encoded(TextRepair.repair(value).getBytes(StandardCharsets.UTF_8));
      }
      bytes[start + i] = (byte) c;
    }
    putInt(length);
    size += length;
    return this;
  }

  CopyBuffer encoded(byte[] value) {
    return encoded(value, value.length);
  }

  CopyBuffer encoded(byte[] value, int length) {
    reserve(Integer.BYTES + length);
    putInt(length);
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
    return this;
  }

  CopyBuffer jsonb(String json) {
    if (json == null) {
      return nothing();
    }
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    reserve(Integer.BYTES + 1 + utf8.length);
    putInt(1 + utf8.length);
    bytes[size++] = JSONB_VERSION;
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
    return this;
  }

  CopyBuffer int8(long value) {
    reserve(Integer.BYTES + Long.BYTES);
    putInt(Long.BYTES);
    putLong(value);
    return this;
  }

  CopyBuffer int4(int value) {
    reserve(2 * Integer.BYTES);
    putInt(Integer.BYTES);
    putInt(value);
    return this;
  }

  CopyBuffer int4(Integer value) {
    return value == null ? nothing() : int4(value.intValue());
  }

  CopyBuffer int2(int value) {
    reserve(Integer.BYTES + Short.BYTES);
    putInt(Short.BYTES);
    putShort(value);
    return this;
  }

  CopyBuffer float4(float value) {
    return int4(Float.floatToIntBits(value));
  }

  CopyBuffer float4(Float value) {
    return value == null ? nothing() : float4(value.floatValue());
  }

  CopyBuffer float8(Double value) {
    return value == null ? nothing() : int8(Double.doubleToLongBits(value));
  }

  CopyBuffer bool(boolean value) {
    reserve(Integer.BYTES + 1);
    putInt(1);
    bytes[size++] = (byte) (value ? 1 : 0);
    return this;
  }

  CopyBuffer timestamp(Instant value) {
    return value == null ? nothing() : int8(Math.addExact(Math.multiplyExact(value.getEpochSecond() - EPOCH_SECONDS, 1_000_000L), value.getNano() / 1_000));
  }

  CopyBuffer texts(List<String> values) {
    int start = array(TEXT_OID, values.size());
    for (String value : values) {
      text(value);
    }
    return endArray(start);
  }

  CopyBuffer float4s(float[] values) {
    int start = array(FLOAT4_OID, values.length);
    for (float value : values) {
      float4(value);
    }
    return endArray(start);
  }

  /** One dimension, no nulls, counted from 1; its length in bytes is set at the end. */
  private int array(int elementType, int length) {
    reserve(6 * Integer.BYTES);
    int start = size;
    putInt(0);
    putInt(1);
    putInt(0);
    putInt(elementType);
    putInt(length);
    putInt(1);
    return start;
  }

  private CopyBuffer endArray(int start) {
    int end = size;
    size = start;
    putInt(end - start - Integer.BYTES);
    size = end;
    return this;
  }

  CopyBuffer nothing() {
    reserve(Integer.BYTES);
    putInt(NULL);
    return this;
  }

  /** The mark after the last row. */
  CopyBuffer end() {
    reserve(Short.BYTES);
    putShort(-1);
    return this;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  private void putShort(int value) {
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
  }

  private void putInt(int value) {
    bytes[size++] = (byte) (value >> 24);
    bytes[size++] = (byte) (value >> 16);
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
  }

  private void putLong(long value) {
    putInt((int) (value >> 32));
    putInt((int) value);
  }
}
