package dev.samovar.proxywasm;

/**
 * A map from numbers to objects other than null, open addressing with linear probing: no boxing on
 * the path of a request.
 */
final class IntMap<V> {
  private int[] keys = new int[64];
  private Object[] values = new Object[64];
  private int size;

  @SuppressWarnings("unchecked")
  V get(int key) {
    int slot = find(key);
    return (V) values[slot];
  }

  void put(int key, V value) {
    int slot = find(key);
    if (values[slot] == null) {
      if (2 * (size + 1) > keys.length) {
        grow();
        slot = find(key);
      }
      size++;
    }
    keys[slot] = key;
    values[slot] = value;
  }

  @SuppressWarnings("unchecked")
  V remove(int key) {
    int slot = find(key);
    V removed = (V) values[slot];
    if (removed == null) {
      return null;
    }
    size--;
    int mask = keys.length - 1;
    int hole = slot;
    int next = slot;
    while (true) {
      next = (next + 1) & mask;
      if (values[next] == null) {
        break;
      }
      int home = slotOf(keys[next]);
      // An entry may fill the hole only when its home does not lie between the hole and itself.
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        values[hole] = values[next];
        hole = next;
      }
    }
    values[hole] = null;
    return removed;
  }

  /** The keys, in no order. */
  int[] keys() {
    int[] out = new int[size];
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != null) {
        out[count++] = keys[i];
      }
    }
    return out;
  }

  int size() {
    return size;
  }

  private int find(int key) {
    int mask = keys.length - 1;
    int slot = slotOf(key);
    while (values[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private int slotOf(int key) {
    int spread = key * 0x9E3779B9;
    return (spread ^ (spread >>> 16)) & (keys.length - 1);
  }

  private void grow() {
    int[] oldKeys = keys;
    Object[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new Object[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int slot = find(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
