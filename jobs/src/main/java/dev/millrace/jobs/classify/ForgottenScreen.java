package dev.millrace.jobs.classify;

import dev.millrace.database.Database;
import dev.millrace.decision.Outcome.Rejected;
import dev.millrace.decision.RejectionReason;
import dev.millrace.document.Document;
import dev.millrace.jobs.classify.DocumentStream.Window;
import dev.millrace.retention.ForgottenDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Rejects what a window holds of forgotten documents, before anything is done with it; their ids do not pass. Not thread-safe. */
final class ForgottenScreen {
  private final Database database;
  private final ForgottenDocuments forgotten;

  private ForgottenScreen(Database database, ForgottenDocuments forgotten) {
    this.database = database;
    this.forgotten = forgotten;
  }

  static ForgottenScreen of(Database database, String source) {
    try (Connection connection = database.connection()) {
      return new ForgottenScreen(database, ForgottenDocuments.of(connection, source));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  ForgottenDocuments forgotten() {
    return forgotten;
  }

  Window apply(Window window) {
    if (forgotten.isEmpty()) {
      return window;
    }
    Map<String, String> marks = marks(window);
    return marks.isEmpty() ? window : screened(window, marks);
  }

  private Map<String, String> marks(Window window) {
    Set<String> ids = new HashSet<>();
    window.documents().forEach(document -> ids.add(document.id()));
    window.rejected().stream().map(Rejected::documentId).filter(id -> id != null).forEach(ids::add);
    try (Connection connection = database.connection()) {
      return forgotten.among(connection, ids);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Window screened(Window window, Map<String, String> marks) {
    Window screened = new Window(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < window.documents().size(); i++) {
      Document document = window.documents().get(i);
      String mark = marks.get(document.id());
      if (mark == null) {
        screened.documents().add(document);
        screened.gold().add(window.gold().get(i));
      } else {
        screened.rejected().add(new Rejected(mark, mark, RejectionReason.FORGOTTEN, null));
      }
    }
    Map<String, Integer> occurrences = new HashMap<>();
    for (Rejected rejected : window.rejected()) {
      String mark = rejected.documentId() == null ? null : marks.get(rejected.documentId());
      screened.rejected().add(mark == null ? rejected
          : new Rejected(mark + "#" + occurrences.merge(mark, 1, Integer::sum), mark, RejectionReason.FORGOTTEN, null));
    }
    return screened;
  }
}
