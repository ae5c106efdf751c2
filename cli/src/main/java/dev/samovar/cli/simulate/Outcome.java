package dev.samovar.cli.simulate;

/**
 * What became of one run, counted over the requests that came after the warm-up.
 *
 * @param name of the contestant
 * @param requests that came
 * @param lost of these, without an answer
 * @param retried attempts after a first one
 * @param perSecond answers that ended, a second
 * @param ttft seconds to the first token, as the gateway sees it
 * @param endToEnd seconds to the last token
 * @param hitRate share of all prompt tokens that the engine had cached
 * @param spread of the requests in flight over the replicas: deviation over mean, weighted by
 *     speed, averaged over the run
 * @param regret seconds that the first choice was expected to cost more than the best one, from the
 *     true state at that moment
 * @param shares of all requests, by replica
 * @param curve seconds to the first token, from the least to the greatest by even ranks
 */
public record Outcome(
    String name,
    long requests,
    long lost,
    long retried,
    double perSecond,
    Percentiles ttft,
    Percentiles endToEnd,
    double hitRate,
    double spread,
    Percentiles regret,
    double[] shares,
    double[] curve) {}
