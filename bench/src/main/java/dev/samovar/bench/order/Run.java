package dev.samovar.bench.order;

import dev.samovar.cli.simulate.Percentiles;

/**
 * What became of one policy's requests, simulated or real, counted over those that came after the
 * warm-up.
 *
 * @param requests that came
 * @param lost of these, without a whole answer
 * @param ttft seconds to the first event
 * @param endToEnd seconds to the last one
 * @param hitRate share of all prompt tokens that an engine had cached
 * @param shares of the answers, by replica
 */
public record Run(
    long requests,
    long lost,
    Percentiles ttft,
    Percentiles endToEnd,
    double hitRate,
    double[] shares) {}
