package dev.samovar.core.response;

import dev.samovar.core.text.Words;

/**
 * Puts the client's model into an answer, wherever a key {@code model} has the upstream's: in a
 * JSON document or in the events of a stream, piece by piece as they come.
 *
 * <p>A key and its quotes cannot stand inside a JSON string without backslashes, so bytes are
 * compared and nothing is parsed. What may be the beginning of such a pair at the end of a piece is
 * held for the next one: an event that is complete is never held back.
 *
 * <p>Only the front of a piece is written, to the end of its last model: what stands behind it need
 * not go back to the proxy.
 */
public final class ModelRestorer {
  /** A piece that does as it is. */
  public static final int UNCHANGED = -1;

  private static final byte[] KEY = {'"', 'm', 'o', 'd', 'e', 'l', '"'};

  /** Whitespace that is looked through on either side of the colon. */
  private static final int MOST_SPACES = 16;

  private final byte[] upstream;
  private final byte[] client;
  private final byte[] held;

  /** Where pieces are written that a longer name does not fit into; else {@code null}. */
  private byte[] room;

  private byte[] out;
  private int heldLength;
  private int written;
  private int front;
  private int valueAt;

  /**
   * @param upstream the upstream's model as a JSON string with its quotes
   * @param client the client's model, likewise
   */
  public ModelRestorer(byte[] upstream, byte[] client) {
    this.upstream = upstream;
    this.client = client;
    this.held = new byte[KEY.length + 2 * MOST_SPACES + 1 + upstream.length];
    this.room = client.length > upstream.length ? new byte[256] : null;
  }

  /** How many bytes of what came before go ahead of the next piece. */
  public int held() {
    return heldLength;
  }

  /**
   * Takes the next piece of the answer.
   *
   * @param bytes the piece, from {@link #held()} on; all of the array may be overwritten
   * @param length of the piece
   * @param last whether nothing follows
   * @return how many bytes of {@link #bytes()} go to the client in the place of the piece's first
   *     {@link #front()}, {@link #UNCHANGED} where nothing has to
   */
  public int feed(byte[] bytes, int length, boolean last) {
    int lead = heldLength;
    int end = lead + length;
    if (lead > 0) {
      System.arraycopy(held, 0, bytes, 0, lead);
      heldLength = 0;
    }
    out = room == null ? bytes : room;
    written = 0;
    int done = 0;
    int i = 0;
    while (true) {
      int key = Words.indexOf(bytes, i, end, KEY[0], KEY[1]);
      if (key == end) {
        break;
      }
      i = endOfPair(bytes, key, end);
      if (valueAt > 0) {
        write(bytes, done, valueAt);
        write(client, 0, client.length);
        done = i;
      } else if (i == end && !last) {
        heldLength = end - key;
        System.arraycopy(bytes, key, held, 0, heldLength);
        write(bytes, done, key);
        done = end;
      }
    }
    if (done < lead) {
      write(bytes, done, lead);
      done = lead;
    }
    front = done - lead;
    return written + front > 0 ? written : UNCHANGED;
  }

  /** What the last {@link #feed} wrote. */
  public byte[] bytes() {
    return out;
  }

  /** How many bytes of the last piece that stands for; those behind them stay. */
  public int front() {
    return front;
  }

  /**
   * Where what begins at a quote ends as such a pair, which has its value at {@link #valueAt}; or
   * where it stops to be the beginning of one, which is at {@code end} if it may go on.
   */
  private int endOfPair(byte[] bytes, int from, int end) {
    valueAt = 0;
    int i = afterSame(bytes, from, end, KEY);
    if (i < from + KEY.length) {
      return i;
    }
    i = afterSpaces(bytes, i, end);
    if (i == end || bytes[i] != ':') {
      return i;
    }
    int value = afterSpaces(bytes, i + 1, end);
    i = afterSame(bytes, value, end, upstream);
    if (i == value + upstream.length) {
      valueAt = value;
    }
    return i;
  }

  private static int afterSame(byte[] bytes, int from, int end, byte[] wanted) {
    int most = Math.min(end, from + wanted.length);
    int i = from;
    while (i < most && Words.byteAt(bytes, i) == Words.byteAt(wanted, i - from)) {
      i++;
    }
    return i;
  }

  private static int afterSpaces(byte[] bytes, int from, int end) {
    int most = Math.min(end, from + MOST_SPACES);
    int i = from;
    while (i < most && isSpace(Words.byteAt(bytes, i))) {
      i++;
    }
    return i;
  }

  private static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private void write(byte[] bytes, int from, int to) {
    int count = to - from;
    if (bytes != out || from != written) {
      if (written + count > out.length) {
        byte[] more = new byte[Math.max(written + count, 2 * out.length)];
        System.arraycopy(out, 0, more, 0, written);
        room = more;
        out = more;
      }
      System.arraycopy(bytes, from, out, written, count);
    }
    written += count;
  }
}
