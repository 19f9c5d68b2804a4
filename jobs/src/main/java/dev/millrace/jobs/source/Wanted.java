package dev.millrace.jobs.source;

import dev.millrace.pipeline.spec.InputSpec;
import dev.millrace.pipeline.spec.TextColumn;
import java.util.List;

/**
 * What is wanted of a source: columns, and of which rows.
 *
 * @param timeFormat of times that are text; null for ISO 8601
 * @param range null for every time
 * @param where null for every row
 */
record Wanted(Columns columns, String timeFormat, TimeRange range, Where where) {
  static Wanted of(InputSpec input, List<String> gold, Selection selection) {
    Columns columns = new Columns(input.id(), input.time(), input.text().stream().map(TextColumn::column).toList(), input.attributes(), gold);
    return new Wanted(columns, input.timeFormat(), TimeRange.of(selection, input.time(), input.timeFormat()),
        selection.where() == null ? null : Where.parse(selection.where()));
  }

  /** Columns of a format that reads text: those that only the condition names have to be read along. */
  Columns textColumns() {
    return new Columns(columns.id(), columns.time(), columns.texts(), columns.attributes(), columns.gold(), SelectedText.paths(where));
  }

  /** A source of text, without the rows that are not wanted. */
  Source of(Source text) {
    return range == null && where == null ? text : new SelectedText(text, range, where);
  }

  Wanted withoutRange() {
    return new Wanted(columns, timeFormat, null, where);
  }
}
