package dev.samovar.core.fleet;

import dev.samovar.core.text.Decimal;
import dev.samovar.core.text.Mix;
import dev.samovar.core.text.Utf8;

/**
 * One endpoint as one worker knows it; a provider without known endpoints is one of its own, with
 * an empty address.
 *
 * <p>What was scraped is NaN (or -1) where unknown: unknown is never idle. Times are milliseconds
 * since 1970. The object lives as long as the endpoint is known or has a request in flight. The
 * class is long because each figure has its accessor.
 */
public final class Endpoint {
  private final String provider;
  private final String address;
  private byte[] addressBytes;
  private final int id;
  private final long key;
  private final long providerKey;
  private final Own own = new Own();
  private String[] labels = {};
  private String[] adapters = {};
  private double price = Double.NaN;
  private boolean present = true;
  private int keptIn;

  private long scrapedAt = -1;
  private double waiting = Double.NaN;
  private double running = Double.NaN;
  private double kvUsage = Double.NaN;
  private double timeToFirstToken = Double.NaN;
  private double interTokenLatency = Double.NaN;
  private double tokensIn = Double.NaN;
  private double tokensOut = Double.NaN;
  private double load = Double.NaN;
  private long loadReadAt = -1;
  private int cacheTokens = -1;
  private int othersInFlight;
  private long othersPending;
  private long fleetAt = -1;

  /**
   * @param provider its provider's name
   * @param address {@code ip:port}, or empty
   * @param id a number that no other endpoint of this worker has or had
   */
  public Endpoint(String provider, String address, int id) {
    this.provider = provider;
    this.address = address;
    this.id = id;
    this.key = Mix.of(provider, address);
    this.providerKey = Mix.of(provider, "");
  }

  /** A hash of its provider, the same in every worker and gateway. */
  public long providerKey() {
    return providerKey;
  }

  /** A hash of provider and address, the same in every worker and gateway. */
  public long key() {
    return key;
  }

  /** A number that no other endpoint of this worker has or had. */
  public int id() {
    return id;
  }

  public String provider() {
    return provider;
  }

  public String address() {
    return address;
  }

  /** Its address as it stands in a header; nobody's to change. */
  public byte[] addressBytes() {
    if (addressBytes == null) {
      addressBytes = Utf8.encode(address);
    }
    return addressBytes;
  }

  /** What this worker saw of it. */
  public Own own() {
    return own;
  }

  /** Whether the last snapshot had it; only then is it a candidate. */
  public boolean present() {
    return present;
  }

  public void present(boolean present) {
    this.present = present;
  }

  int keptIn() {
    return keptIn;
  }

  void keptIn(int turn) {
    keptIn = turn;
  }

  /** Labels as name, value, name, value. */
  public void labels(String[] labels) {
    this.labels = labels;
    price = Double.NaN;
    for (int i = 0; i + 1 < labels.length; i += 2) {
      if (labels[i].equals("price")) {
        double value = Decimal.parse(labels[i + 1]);
        price = value >= 0 && value <= Double.MAX_VALUE ? value : Double.NaN;
      }
    }
  }

  /** What its label {@code price} says, in whatever unit all share; NaN where there is none. */
  public double price() {
    return price;
  }

  /** True where it has that label with that value. */
  public boolean hasLabel(String name, String value) {
    for (int i = 0; i + 1 < labels.length; i += 2) {
      if (labels[i].equals(name) && labels[i + 1].equals(value)) {
        return true;
      }
    }
    return false;
  }

  /** Labels as name, value, name, value; not to be changed. */
  public String[] labels() {
    return labels;
  }

  /** LoRA adapters that it has loaded; not to be changed. */
  public String[] adapters() {
    return adapters;
  }

  /** LoRA adapters that it has loaded. */
  public void adapters(String[] adapters) {
    this.adapters = adapters;
  }

  public boolean hasAdapter(String name) {
    for (String adapter : adapters) {
      if (adapter.equals(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes the figures of one scrape.
   *
   * @param scrapedAt when they were scraped
   * @param waiting requests in its queue
   * @param running requests in its batch
   * @param kvUsage share of its KV blocks in use, 0 to 1
   */
  public void scraped(long scrapedAt, double waiting, double running, double kvUsage) {
    if (scrapedAt != this.scrapedAt) {
      own.scraped(scrapedAt, waiting, requests(waiting, running));
    }
    this.scrapedAt = scrapedAt;
    this.waiting = waiting;
    this.running = running;
    this.kvUsage = kvUsage;
  }

  /** Waiting and running as scraped; the one that is known, NaN where neither is. */
  public double requests() {
    return requests(waiting, running);
  }

  private static double requests(double waiting, double running) {
    if (waiting != waiting) {
      return running;
    }
    return running == running ? waiting + running : waiting;
  }

  /** Nothing is known of it any more: its engine does not answer. */
  public void unknown() {
    scrapedAt = -1;
    waiting = Double.NaN;
    running = Double.NaN;
    kvUsage = Double.NaN;
    rates(Double.NaN, Double.NaN, Double.NaN, Double.NaN, cacheTokens);
  }

  /**
   * Takes the rates that come with a scrape; NaN where unknown.
   *
   * @param timeToFirstToken seconds
   * @param interTokenLatency seconds
   * @param tokensIn prompt tokens a second
   * @param tokensOut generated tokens a second
   * @param cacheTokens tokens that its KV cache holds, -1 where unknown
   */
  public void rates(
      double timeToFirstToken,
      double interTokenLatency,
      double tokensIn,
      double tokensOut,
      int cacheTokens) {
    this.timeToFirstToken = timeToFirstToken;
    this.interTokenLatency = interTokenLatency;
    this.tokensIn = tokensIn;
    this.tokensOut = tokensOut;
    this.cacheTokens = cacheTokens;
  }

  /** Takes its provider's scalar load from the store; smaller is less loaded, no unit. */
  public void load(double load, long readAt) {
    this.load = load;
    this.loadReadAt = readAt;
  }

  /**
   * Takes what all other workers of the fleet have with it.
   *
   * @param inFlight their requests sent and not ended
   * @param pending prompt tokens of those without a first token
   * @param at when that was true
   */
  public void others(int inFlight, long pending, long at) {
    this.othersInFlight = inFlight;
    this.othersPending = pending;
    this.fleetAt = at;
  }

  /** Age of the scraped figures, never negative; {@code Long.MAX_VALUE} where there are none. */
  public long ageMillis(long now) {
    return scrapedAt < 0 ? Long.MAX_VALUE : Math.max(0, now - scrapedAt);
  }

  /** Age of the scalar load. */
  public long loadAgeMillis(long now) {
    return loadReadAt < 0 ? Long.MAX_VALUE : Math.max(0, now - loadReadAt);
  }

  public long scrapedAt() {
    return scrapedAt;
  }

  public double waiting() {
    return waiting;
  }

  public double running() {
    return running;
  }

  public double kvUsage() {
    return kvUsage;
  }

  /** Mean time to the first token, seconds. */
  public double timeToFirstToken() {
    return timeToFirstToken;
  }

  /** Mean time between two tokens, seconds. */
  public double interTokenLatency() {
    return interTokenLatency;
  }

  /** Prompt tokens a second. */
  public double tokensIn() {
    return tokensIn;
  }

  /** Generated tokens a second. */
  public double tokensOut() {
    return tokensOut;
  }

  /** The scalar load of its provider as read, NaN where unknown. */
  public double load() {
    return load;
  }

  /** Tokens that its KV cache holds, -1 where unknown. */
  public int cacheTokens() {
    return cacheTokens;
  }

  public int othersInFlight() {
    return othersInFlight;
  }

  public long othersPending() {
    return othersPending;
  }

  /** When the others' figures were true, -1 where never told. */
  public long fleetAt() {
    return fleetAt;
  }
}
