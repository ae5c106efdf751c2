package dev.samovar.proxywasm;

/**
 * The headers of one map, fetched by one call and read in place.
 *
 * <p>One table serves many streams: it holds what was fetched last, and its arrays grow with the
 * largest map. A header is found by its name in lower case, the first one of several.
 */
public final class HeaderTable {
  private byte[] bytes = new byte[4096];

  /** Where each name and each value begins, and where the one after the last would. */
  private int[] marks = new int[65];

  private int last;

  /**
   * Fetches a map.
   *
   * @return false where it is not there, or is not as the ABI writes it; the table is empty then
   */
  public boolean load(Host host, MapType map) {
    last = 0;
    int size = host.readHeaderPairs(map, bytes);
    if (size > bytes.length) {
      bytes = new byte[2 * size];
      size = host.readHeaderPairs(map, bytes);
    }
    if (size < 4 || size > bytes.length) {
      return false;
    }
    int count = number(0);
    if (count < 0 || count > (size - 4) / 10) {
      return false;
    }
    int parts = 2 * count;
    if (parts >= marks.length) {
      marks = new int[2 * parts + 1];
    }
    int at = 4 + 4 * parts;
    for (int i = 0; i < parts; i++) {
      marks[i] = at;
      int length = number(4 + 4 * i);
      if (length < 0 || length > size - at - 1) {
        return false;
      }
      at += length + 1;
    }
    marks[parts] = at;
    last = parts;
    return true;
  }

  /** The place of a header's value, or -1 where there is none. */
  public int find(byte[] name) {
    for (int i = 0; i < last; i += 2) {
      if (marks[i + 1] - marks[i] == name.length + 1 && isAt(marks[i], name)) {
        return i + 1;
      }
    }
    return -1;
  }

  /** What {@link #start} and {@link #end} are places in; only until the next {@link #load}. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the value at a place begins. */
  public int start(int place) {
    return marks[place];
  }

  /** Behind the last byte of the value at a place. */
  public int end(int place) {
    return marks[place + 1] - 1;
  }

  /** A copy of a header's value, or {@code null}. */
  public byte[] value(byte[] name) {
    int place = find(name);
    if (place < 0) {
      return null;
    }
    byte[] out = new byte[end(place) - start(place)];
    System.arraycopy(bytes, start(place), out, 0, out.length);
    return out;
  }

  private boolean isAt(int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int at) {
    return bytes[at] & 0xff
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }
}
