package dev.millrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroSchemaTest {
  private static final Schema DOCUMENT = schema();
  private static final Schema PART = DOCUMENT.getField("parts").schema().getElementType();

  @Test
  void aRoundTripKeepsPartsAndLayoutNull() throws IOException {
    GenericRecord subject = part("subject", "Grüße 😀").build();
    GenericRecord body = part("body", "").set("media_type", "text/html").build();
    GenericRecord document = document(List.of(subject, body));
    GenericRecord read = read(write(document));
    assertThat(read).isEqualTo(document);
    assertThat((List<?>) read.get("parts")).hasSize(2).allSatisfy(part -> assertThat(((GenericRecord) part).get("layout")).isNull());
    assertThat(((GenericRecord) ((List<?>) read.get("parts")).get(0)).get("media_type")).hasToString(Part.PLAIN_TEXT);
  }

  @Test
  void aLayoutHasRoomForBoxes() throws IOException {
    Schema box = PART.getField("layout").schema().getTypes().get(1).getElementType();
    GenericRecord where = new GenericRecordBuilder(box).set("start", 0).set("end", 4).set("page", 0)
        .set("left", 0.1f).set("top", 0.2f).set("right", 0.3f).set("bottom", 0.4f).build();
    GenericRecord document = document(List.of(part("page", "text").set("layout", List.of(where)).build()));
    assertThat(read(write(document))).isEqualTo(document);
  }

  @Test
  void whatWasWrittenBeforeLayoutsWereThereCanBeRead() {
    List<Schema.Field> fields = PART.getFields().stream().filter(field -> !field.name().equals("layout"))
        .map(field -> new Schema.Field(field, field.schema())).toList();
    Schema earlier = Schema.createRecord(PART.getName(), null, PART.getNamespace(), false, fields);
    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(PART, earlier).getType()).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  private static GenericRecord document(List<GenericRecord> parts) {
    return new GenericRecordBuilder(DOCUMENT).set("source", "helpdesk").set("id", "1").set("parts", parts)
        .set("time", 1_700_000_000_000_000L).set("attributes", Map.of("country", "NP")).build();
  }

  private static GenericRecordBuilder part(String name, String text) {
    return new GenericRecordBuilder(PART).set("name", name).set("text", text);
  }

  private static byte[] write(GenericRecord document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(DOCUMENT).write(document, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  /** With Java strings, so that records compare equal. */
  private static GenericRecord read(byte[] bytes) throws IOException {
    Schema strings = new Schema.Parser().parse(DOCUMENT.toString().replace("\"string\"", "{\"type\":\"string\",\"avro.java.string\":\"String\"}"));
    GenericRecord read = new GenericDatumReader<GenericRecord>(DOCUMENT, strings).read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    return GenericData.get().deepCopy(DOCUMENT, read);
  }

  private static Schema schema() {
    try {
      return new Schema.Parser().parse(Path.of("src/main/avro/document.avsc").toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
