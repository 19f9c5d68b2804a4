package dev.millrace.cli;

import dev.millrace.document.PlainText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * What a command prints, whoever wrote it into the data: characters that steer a terminal become {@code ·}. A carriage
 * return passes before a line feed, where it ends a line of CSV.
 */
final class PlainWriter extends FilterWriter {
  private boolean carriageReturn;

  private PlainWriter(Writer out) {
    super(out);
  }

  static PrintWriter over(PrintWriter out) {
    return new PrintWriter(new PlainWriter(out), true);
  }

  @Override
  public void write(int c) throws IOException {
    if (carriageReturn) {
      out.write(c == '\n' ? '\r' : PlainText.DOT);
    }
    carriageReturn = c == '\r';
    if (!carriageReturn) {
      out.write(PlainText.steers((char) c) ? PlainText.DOT : c);
    }
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length), 0, length);
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    int harmless = from;
    for (int i = from; i < from + length; i++) {
      if (carriageReturn || PlainText.steers(text.charAt(i))) {
        out.write(text, harmless, i - harmless);
        write(text.charAt(i));
        harmless = i + 1;
      }
    }
    out.write(text, harmless, from + length - harmless);
  }
}
