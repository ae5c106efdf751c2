package dev.samovar.core.request;

/**
 * What a {@link JsonScanner} tells of a document, from the outermost object inwards, of those
 * containers only whose {@link #open} asked for it.
 */
interface JsonEvents {
  /** Of a string or container: nothing is wanted of it. */
  int SKIP = 0;

  /** Of a string: its bytes as {@link #text}. Of a container: the same, brackets included. */
  int TEXT = 1;

  /** Of a string: the whole as {@link #word}. */
  int WORD = 2;

  /** Of a container, beside {@link #TEXT} or alone: what stands in it. */
  int INSIDE = 4;

  /** A key of an object; answers whether its value must be a string. */
  boolean key(Word key);

  /** A string begins, its quote at byte {@code at} of the body; answers what is wanted of it. */
  int string(int at);

  /** A string that was asked for as a word. */
  void word(Word word);

  /** Bytes of what was asked for as text; answers false where the body is to be refused. */
  boolean text(byte[] bytes, int from, int to);

  /** What was asked for as text is over; {@code end} is one past it. As {@link #text}. */
  boolean textEnd(int end);

  /** An object or array begins at byte {@code at}; answers what is wanted of it. */
  int open(boolean array, int at);

  /** The innermost container whose inside was wanted ends. */
  void close();

  /** A number; -1 where it is no natural one in plain digits, the largest int where it is more. */
  void number(int value);

  /** {@code true}, {@code false} or {@code null}, by its first letter. */
  void literal(int letter);

  /** The value that had to be a string is none. */
  void notString();

  /** Why the body is to be refused. */
  ApiError error();
}
