package dev.millrace.pipeline;

import dev.millrace.document.ContentHash;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers to the texts seen last, so that an identical text costs nothing. Holds hashes and labels, no text. Thread-safe. */
final class AnswerCache {
  private final Map<ContentHash, Answer> answers;

  AnswerCache(int capacity) {
    this.answers = new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<ContentHash, Answer> eldest) {
        return size() > capacity;
      }
    };
  }

  /** An answer given for another document with this text; null if there is none. */
  synchronized Answer get(ContentHash hash, String documentId) {
    Answer answer = answers.get(hash);
    return answer == null || answer.documentId().equals(documentId) ? null : answer;
  }

  synchronized void put(ContentHash hash, Answer answer) {
    answers.put(hash, answer);
  }
}
