package dev.millrace.pipeline;

import dev.millrace.decision.Outcome;
import dev.millrace.document.DocumentHeader;
import dev.millrace.extract.Extraction;
import dev.millrace.tokenize.TokenizedText;
import java.util.List;

/** Documents whose text has been read for the last time: tokens, fields and hashes are what remains. */
public final class Prepared {
  /**
   * One document on its way.
   *
   * @param rejected set if nothing is left to do
   * @param known an answer that an earlier text gave
   * @param same place of an earlier item with the same text, or -1
   * @param text null unless this item's own tokens go through the model
   */
  record Item(DocumentHeader header, Extraction extraction, Outcome.Rejected rejected, Answer known, int same, TokenizedText text) {}

  private final List<Item> items;

  Prepared(List<Item> items) {
    this.items = items;
  }

  List<Item> items() {
    return items;
  }
}
