package dev.samovar.core.response;

import dev.samovar.core.text.Words;

/**
 * Puts the client's model into an answer, wherever a key {@code model} has the upstream's: in a
 * JSON document or in the events of a stream, piece by piece as they come.
 *
 * <p>A key and its quotes cannot stand inside a JSON string without backslashes, so bytes are
 * compared and nothing is parsed. What may be the beginning of such a pair at the end of a piece is
 * kept for the next one: an event that is complete is never held back.
 */
public final class ModelRestorer {
  /** A piece in which nothing was found, and nothing may begin. */
  public static final int UNCHANGED = -1;

  private static final byte[] KEY = {'"', 'm', 'o', 'd', 'e', 'l', '"'};

  /** Whitespace that is looked through on either side of the colon. */
  private static final int MOST_SPACES = 16;

  private static final int IN_KEY = 0;
  private static final int BEFORE_COLON = 1;
  private static final int BEFORE_VALUE = 2;
  private static final int IN_VALUE = 3;

  private final byte[] upstream;
  private final byte[] client;
  private final byte[] kept;
  private byte[] out = new byte[256];
  private int written;
  private int keptLength;
  private int phase;
  private int at;
  private int valueAt;

  /**
   * @param upstream the upstream's model as a JSON string with its quotes
   * @param client the client's model, likewise
   */
  public ModelRestorer(byte[] upstream, byte[] client) {
    this.upstream = upstream;
    this.client = client;
    this.kept = new byte[KEY.length + 2 * MOST_SPACES + 1 + upstream.length];
  }

  /**
   * Takes the next piece of the answer.
   *
   * @param last whether nothing follows
   * @return how many bytes of {@link #bytes()} go to the client in its place, {@link #UNCHANGED}
   *     where the piece does as it is
   */
  public int feed(byte[] bytes, int length, boolean last) {
    boolean changed = keptLength > 0;
    written = 0;
    int from = 0;
    int i = 0;
    while (i < length) {
      if (keptLength == 0) {
        i = Words.indexOf(bytes, i, length, '"');
        if (i + 1 < length && bytes[i + 1] != KEY[1]) {
          i++;
          continue;
        }
        write(bytes, from, i - from);
        from = i;
        if (i == length) {
          break;
        }
      }
      byte b = bytes[i];
      if (takes(b)) {
        kept[keptLength++] = b;
        from = ++i;
        if (phase == IN_VALUE && at == upstream.length) {
          write(kept, 0, valueAt);
          write(client, 0, client.length);
          restart();
          changed = true;
        }
      } else {
        // The byte that does not fit may begin a pair of its own.
        release();
      }
    }
    write(bytes, from, length - from);
    if (last) {
      release();
    }
    return changed || keptLength > 0 ? written : UNCHANGED;
  }

  /** What the last {@link #feed} wrote. */
  public byte[] bytes() {
    return out;
  }

  private boolean takes(byte b) {
    boolean space = b == ' ' || b == '\n' || b == '\r' || b == '\t';
    switch (phase) {
      case IN_KEY:
        if (b != KEY[at]) {
          return false;
        }
        if (++at == KEY.length) {
          phase = BEFORE_COLON;
          at = 0;
        }
        return true;
      case BEFORE_COLON:
        if (space) {
          return ++at <= MOST_SPACES;
        }
        phase = BEFORE_VALUE;
        at = 0;
        return b == ':';
      case BEFORE_VALUE:
        if (space) {
          return ++at <= MOST_SPACES;
        }
        phase = IN_VALUE;
        at = 1;
        valueAt = keptLength;
        return b == upstream[0];
      default:
        return b == upstream[at] && ++at > 0;
    }
  }

  private void release() {
    write(kept, 0, keptLength);
    restart();
  }

  private void restart() {
    keptLength = 0;
    phase = IN_KEY;
    at = 0;
  }

  private void write(byte[] bytes, int from, int count) {
    if (written + count > out.length) {
      byte[] more = new byte[Math.max(written + count, 2 * out.length)];
      System.arraycopy(out, 0, more, 0, written);
      out = more;
    }
    System.arraycopy(bytes, from, out, written, count);
    written += count;
  }
}
