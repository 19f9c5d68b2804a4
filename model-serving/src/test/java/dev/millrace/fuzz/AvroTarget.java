package dev.millrace.fuzz;

import dev.millrace.document.AvroLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;

/** A document as an Avro message or an Avro file: read whole, or refused; nothing that it declares takes the memory. */
public final class AvroTarget implements FuzzTarget {
  private final Schema schema;

  public AvroTarget() throws IOException {
    AvroLimits.apply();
    schema = new Schema.Parser().parse(Path.of("../schemas/src/main/avro/document.avsc").toFile());
  }

  @Override
  public void check(byte[] input) throws IOException {
    if (input.length > 0 && input[0] == 'O') {
      file(input);
    } else {
      message(input);
    }
  }

  private void message(byte[] input) {
    try {
      GenericRecord record = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), schema).decode(input);
      GenericData.get().validate(schema, record);
    } catch (IOException | RuntimeException e) {
      // As Avro refuses: a NullPointerException among them.
    }
  }

  private void file(byte[] input) {
    try (DataFileStream<GenericRecord> rows = new DataFileStream<>(new ByteArrayInputStream(input), new GenericDatumReader<>(null, schema))) {
      while (rows.hasNext()) {
        rows.next();
      }
    } catch (IOException | RuntimeException e) {
      // As Avro refuses: a NullPointerException among them.
    }
  }
}
