package dev.millrace.pipeline.spec;

import java.io.Serializable;

import static dev.millrace.failure.Require.require;

/**
 * One part of a document's text and the column that it comes from.
 *
 * @param column nested as {@code a.b}
 */
public record TextColumn(String part, String column) implements Serializable {
  public TextColumn {
    require(!part.isBlank(), "A part's name must not be blank");
    require(!column.isBlank(), "The column of part %s must not be blank", part);
  }
}
