package dev.millrace.graph.guard;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Walks a protobuf message field by field, so that what is not looked at is skipped instead of kept. */
final class MessageReader {
  /** A field's number and how it is written: a tag of protobuf's. */
  interface Fields {
    /** True if the field was read; it is skipped otherwise. */
    boolean read(int tag) throws IOException;
  }

  private final CodedInputStream in;

  MessageReader(CodedInputStream in) {
    this.in = in;
  }

  static int bytes(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  static int number(int field) {
    return field << 3 | WireFormat.WIRETYPE_VARINT;
  }

  void fields(Fields fields) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!fields.read(tag)) {
        in.skipField(tag);
      }
    }
  }

  /** A message inside this one. */
  void message(Fields fields) throws IOException {
    int before = in.pushLimit(in.readRawVarint32());
    fields(fields);
    in.checkLastTagWas(0);
    in.popLimit(before);
  }

  long number() throws IOException {
    return in.readRawVarint64();
  }

  /** The length of a field of bytes, which are skipped. */
  int skipped() throws IOException {
    int length = in.readRawVarint32();
    in.skipRawBytes(length);
    return length;
  }

  /** The bytes, if there are at most so many; they are skipped otherwise. */
  byte[] bytesUpTo(int most, LengthListener listener) throws IOException {
    int length = in.readRawVarint32();
    listener.length(length);
    if (length > most) {
      in.skipRawBytes(length);
      return new byte[0];
    }
    return in.readRawBytes(length);
  }

  interface LengthListener {
    void length(int bytes);
  }

  String name() throws IOException {
    int length = in.readRawVarint32();
    if (length > GraphLimits.MAX_NAME) {
      throw new Refused("has a name of %d bytes; at most %d are read", length, GraphLimits.MAX_NAME);
    }
    return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
  }

  /** Numbers of a packed field, one by one. */
  void packed(NumberListener listener) throws IOException {
    int before = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      listener.number(in.readRawVarint64());
    }
    in.popLimit(before);
  }

  interface NumberListener {
    void number(long number);
  }
}
