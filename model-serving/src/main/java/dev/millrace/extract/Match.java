package dev.millrace.extract;

import java.util.ArrayList;
import java.util.List;

/** One place where a finder found a valid value: half-open range of UTF-16 units, and the value normalised. */
record Match(int start, int end, String value) {

  /** Those that overlap none of the others. Both lists are sorted and free of overlaps in themselves. */
  static List<Match> outside(List<Match> matches, List<Match> others) {
    List<Match> kept = new ArrayList<>();
    int next = 0;
    for (Match match : matches) {
      while (next < others.size() && others.get(next).end <= match.start) {
        next++;
      }
      if (next == others.size() || others.get(next).start >= match.end) {
        kept.add(match);
      }
    }
    return kept;
  }
}
