package dev.samovar.llmsim.metrics;

import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The engines whose metrics can be spoken. */
public enum Spelling {
  VLLM("vllm", Buckets.VLLM),
  SGLANG("sglang", Buckets.SGLANG),
  TRITON_TRTLLM("triton-trtllm", Buckets.NONE),
  TRITON("triton", Buckets.NONE);

  private final String flag;
  private final Buckets buckets;

  Spelling(String flag, Buckets buckets) {
    this.flag = flag;
    this.buckets = buckets;
  }

  /** The engine that {@code flag} names, if any. */
  public static Optional<Spelling> of(String flag) {
    return Arrays.stream(values()).filter(each -> each.flag.equals(flag)).findFirst();
  }

  /** All names, as a text. */
  public static String flags() {
    return Arrays.stream(values()).map(each -> each.flag).collect(Collectors.joining(", "));
  }

  Buckets buckets() {
    return buckets;
  }

  /**
   * Writes this engine's metrics.
   *
   * @param model the value of the label that names the model; TensorRT-LLM's backend has its own
   * @param adapters whether LoRA adapters are served
   * @param wall tells when counting began, which is now
   */
  public Exposition exposition(String model, boolean adapters, Clock wall) {
    return switch (this) {
      case VLLM -> new VllmExposition(model, wall.millis());
      case SGLANG -> new SglangExposition(model, adapters);
      case TRITON_TRTLLM -> new TritonTrtllmExposition(wall);
      case TRITON -> new TritonExposition(model);
    };
  }
}
