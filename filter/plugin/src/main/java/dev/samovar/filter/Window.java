package dev.samovar.filter;

/**
 * The piece of a body that is in the Java heap; the editors of one worker take turns with it.
 *
 * <p>It knows whose body's beginning it holds, so that what was read to be scanned need not be read
 * again to be written.
 */
final class Window {
  final byte[] bytes;
  private BodyEditor owner;
  private int held;

  Window(int size) {
    bytes = new byte[size];
  }

  /** It holds the first bytes of an editor's body; of {@code null}, anything else. */
  void holds(BodyEditor editor, int count) {
    owner = editor;
    held = count;
  }

  /** Whether it has the first bytes of an editor's body. */
  boolean has(BodyEditor editor, int count) {
    return owner == editor && count <= held;
  }
}
