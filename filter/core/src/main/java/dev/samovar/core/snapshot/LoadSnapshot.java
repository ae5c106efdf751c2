package dev.samovar.core.snapshot;

import dev.samovar.core.json.JsonException;
import dev.samovar.core.json.JsonReader;
import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonNumber;
import dev.samovar.core.json.JsonValue.JsonObject;

/**
 * The scalar load of each provider, in configured order, read from the store at one moment.
 *
 * <p>Bytes (for the proxy's shared data): version 1, three zero bytes, count (int), time of the
 * read (long, milliseconds since 1970), then a double a provider; big-endian; NaN is unknown.
 */
public final class LoadSnapshot {
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 16;

  private final double[] loads;
  private final long readAtMillis;

  private LoadSnapshot(double[] loads, long readAtMillis) {
    this.loads = loads;
    this.readAtMillis = readAtMillis;
  }

  /**
   * @param loads no unit, smaller is less loaded; NaN where unknown
   * @param readAtMillis when they were read, milliseconds since 1970
   */
  public static LoadSnapshot of(double[] loads, long readAtMillis) {
    return new LoadSnapshot(loads.clone(), readAtMillis);
  }

  /**
   * The agent's answer {@code {"ka":90,"kb":null}}.
   *
   * @param keys the key of each provider
   * @return {@code null} where the text is no such object
   */
  public static LoadSnapshot fromJson(String json, String[] keys, long readAtMillis) {
    JsonValue answer;
    try {
      answer = JsonReader.read(json);
    } catch (JsonException e) {
      return null;
    }
    if (!(answer instanceof JsonObject object)) {
      return null;
    }
    double[] loads = new double[keys.length];
    for (int i = 0; i < keys.length; i++) {
      JsonValue value = object.members().get(keys[i]);
      double load = value instanceof JsonNumber number ? number.value() : Double.NaN;
      loads[i] = Double.isInfinite(load) ? Double.NaN : load;
    }
    return new LoadSnapshot(loads, readAtMillis);
  }

  /**
   * What {@link #toBytes} wrote, or {@code null} for other bytes or another number of providers.
   */
  public static LoadSnapshot fromBytes(byte[] bytes, int providers) {
    if (bytes.length != HEADER_BYTES + 8 * providers
        || getLong(bytes, 0) != ((long) VERSION << 56 | providers)) {
      return null;
    }
    double[] loads = new double[providers];
    for (int i = 0; i < providers; i++) {
      loads[i] = Double.longBitsToDouble(getLong(bytes, HEADER_BYTES + 8 * i));
    }
    return new LoadSnapshot(loads, getLong(bytes, 8));
  }

  /** The snapshot as bytes. */
  public byte[] toBytes() {
    byte[] out = new byte[HEADER_BYTES + 8 * loads.length];
    putLong(out, 0, (long) VERSION << 56 | loads.length);
    putLong(out, 8, readAtMillis);
    for (int i = 0; i < loads.length; i++) {
      putLong(out, HEADER_BYTES + 8 * i, Double.doubleToRawLongBits(loads[i]));
    }
    return out;
  }

  /** How many providers it covers. */
  public int size() {
    return loads.length;
  }

  /** The load of a provider as read, NaN where unknown. */
  public double load(int provider) {
    return loads[provider];
  }

  /** When it was read, milliseconds since 1970. */
  public long readAtMillis() {
    return readAtMillis;
  }

  /** Its age, never negative, milliseconds. */
  public long ageMillis(long nowMillis) {
    return Math.max(0, nowMillis - readAtMillis);
  }

  private static long getLong(byte[] in, int at) {
    long out = 0;
    for (int i = 0; i < 8; i++) {
      out = out << 8 | in[at + i] & 0xff;
    }
    return out;
  }

  private static void putLong(byte[] out, int at, long value) {
    for (int i = 0; i < 8; i++) {
      out[at + i] = (byte) (value >> 56 - 8 * i);
    }
  }
}
