package dev.samovar.cli.simulate.gateway;

/**
 * The figures of one scrape; counters count since the replica began.
 *
 * @param at microseconds
 * @param firstTokenSeconds sum over all first tokens
 * @param decodeSeconds sum over all answers, from the first to the last token
 */
public record Scrape(
    long at,
    int waiting,
    int running,
    double kvUsage,
    int cacheTokens,
    String[] adapters,
    long tokensIn,
    long tokensOut,
    long firstTokens,
    double firstTokenSeconds,
    long decodedTokens,
    double decodeSeconds) {

  /** Mean seconds to the first token since {@code before}, NaN where there was none. */
  double timeToFirstToken(Scrape before) {
    return before == null
        ? Double.NaN
        : ratio(firstTokenSeconds - before.firstTokenSeconds, firstTokens - before.firstTokens);
  }

  /** Mean seconds between tokens since {@code before}, NaN where there were none. */
  double interTokenLatency(Scrape before) {
    return before == null
        ? Double.NaN
        : ratio(decodeSeconds - before.decodeSeconds, decodedTokens - before.decodedTokens);
  }

  /** Prompt tokens a second since {@code before}. */
  double tokensInRate(Scrape before) {
    return before == null ? Double.NaN : ratio(tokensIn - before.tokensIn, (at - before.at) / 1e6);
  }

  /** Generated tokens a second since {@code before}. */
  double tokensOutRate(Scrape before) {
    return before == null
        ? Double.NaN
        : ratio(tokensOut - before.tokensOut, (at - before.at) / 1e6);
  }

  private static double ratio(double sum, double count) {
    return count > 0 ? sum / count : Double.NaN;
  }
}
