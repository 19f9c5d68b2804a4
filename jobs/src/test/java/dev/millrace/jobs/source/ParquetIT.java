package dev.millrace.jobs.source;

import static dev.millrace.jobs.source.SharedSpark.spark;
import static dev.millrace.jobs.source.SourceFixture.input;
import static dev.millrace.jobs.source.SourceFixture.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.failure.ErrorKind;
import dev.millrace.failure.MillraceException;
import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetIT {
  @TempDir
  private Path directory;
  private Path table;

  @BeforeEach
  void writeTable() {
    table = directory.resolve("tickets.parquet");
    spark().sql("""
        SELECT 42L AS id, named_struct('plain', 'nested ' || char(0)) AS mail, 'dotted' AS `a.b`, timestamp'2026-01-02 03:04:05' AS created, 4.5 AS price
        """).write().parquet(table.toString());
  }

  @Test
  void typedColumnsBecomeText() {
    InputSpec input = new InputSpec("test", "parquet", Map.of(), "id", List.of(new TextColumn("body", "mail.plain"), new TextColumn("dotted", "a.b")),
        "created", null, List.of("price"));
    assertThat(read(input, table)).singleElement().satisfies(row -> {
      assertThat(row.id()).isEqualTo("42");
      assertThat(row.texts()).containsExactly("nested \uFFFD", "dotted");
      assertThat(row.repaired()).isTrue();
      assertThat(row.time()).isEqualTo("2026-01-02 03:04:05");
      assertThat(row.attributes()).containsExactly("4.5");
    });
  }

  @Test
  void aMissingColumnIsRefusedWithPathAndFoundColumns() {
    assertThatThrownBy(() -> read(input("id", "mail.html"), table))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DATA))
        .hasMessage("Input %s has no column mail.html; found id, mail, a.b, created, price", table);
  }
}
