package dev.samovar.agent.parse;

/** A line that is no sample; a signal without a stack. */
final class MalformedLine extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final MalformedLine SIGNAL = new MalformedLine();

  private MalformedLine() {
    super("malformed line", null, false, false);
  }
}
