package dev.samovar.llmsim.metrics;

/**
 * An engine's own bounds of its histograms, ascending, in seconds.
 *
 * @param firstToken of the time to first token
 * @param interToken of the time between tokens, and of its mean over a request
 * @param total of the times of a whole request
 * @param queue of the time in the queue
 */
record Buckets(double[] firstToken, double[] interToken, double[] total, double[] queue) {
  private static final double[] VLLM_REQUEST = {
    0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
  };

  /** As in {@code vllm/v1/metrics/loggers.py}. */
  static final Buckets VLLM =
      new Buckets(
          new double[] {
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
            20, 40, 80, 160, 640, 2560
          },
          new double[] {
            0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20,
            40, 80
          },
          VLLM_REQUEST,
          VLLM_REQUEST);

  /** As in {@code sglang/srt/metrics/collector.py}. */
  static final Buckets SGLANG =
      new Buckets(
          new double[] {0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400},
          new double[] {
            0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.06, 0.08,
            0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8
          },
          new double[] {
            0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 20, 40, 60, 80, 100, 200, 400, 600, 1200,
            1800, 2400
          },
          new double[] {
            0, 0.1, 0.2, 0.5, 1, 2, 3, 4, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300,
            400, 500, 600, 700, 800, 900, 1000, 1200, 1400, 1600, 1800, 2000, 2500, 3000
          });

  /** Triton has sums and no histograms. */
  static final Buckets NONE =
      new Buckets(new double[0], new double[0], new double[0], new double[0]);
}
