package dev.millrace.extract;

import java.util.List;

/** Finds the valid values of one type. Thread-safe; time linear in the text. */
interface Finder {
  /** All matches, sorted, without overlap. */
  Found find(String text);

  /** @param limited true if a limit ended the search early, so that later matches may be missing */
  record Found(List<Match> matches, boolean limited) {
    static Found all(List<Match> matches) {
      return new Found(matches, false);
    }
  }
}
