package dev.samovar.proxywasm.teavm;

/** The environment as WASI gives it: {@code NAME=value} entries, each ended by a zero byte. */
final class Environment {
  private Environment() {}

  /** The value of a variable, or {@code null} where no entry has the name. */
  static byte[] find(byte[] entries, byte[] name) {
    int start = 0;
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] != 0) {
        continue;
      }
      int value = start + name.length + 1;
      if (value <= i && entries[value - 1] == '=' && matches(entries, start, name)) {
        byte[] out = new byte[i - value];
        System.arraycopy(entries, value, out, 0, out.length);
        return out;
      }
      start = i + 1;
    }
    return null;
  }

  private static boolean matches(byte[] entries, int start, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (entries[start + i] != name[i]) {
        return false;
      }
    }
    return true;
  }
}
