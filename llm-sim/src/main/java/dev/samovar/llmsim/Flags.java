package dev.samovar.llmsim;

import picocli.CommandLine.Option;

/** The flags as they are written, in the order of the command line's help. */
final class Flags {
  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8001",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  String port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  String host;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "llm-sim",
      description =
          "Shown as header x-llm-sim and as system_fingerprint (default: ${DEFAULT-VALUE}).")
  String name;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Shown by /v1/models and in the metrics (default: NAME).")
  String model;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "vllm",
      description =
          "Whose metrics are spoken: vllm, sglang, triton-trtllm, triton"
              + " (default: ${DEFAULT-VALUE}).")
  String engine;

  @Option(
      names = "--ttft",
      paramLabel = "DURATION",
      defaultValue = "20ms",
      description = "Time to the first token of an idle engine (default: ${DEFAULT-VALUE}).")
  String ttft;

  @Option(
      names = "--tokens-per-second",
      paramLabel = "RATE",
      defaultValue = "200",
      description = "Decode rate of a stream that runs alone (default: ${DEFAULT-VALUE}).")
  String tokensPerSecond;

  @Option(
      names = "--prefill-tokens-per-second",
      paramLabel = "RATE",
      defaultValue = "0",
      description = "Rate of the prefill, 0 for no time per token (default: ${DEFAULT-VALUE}).")
  String prefillTokensPerSecond;

  @Option(
      names = "--max-tokens-default",
      paramLabel = "N",
      defaultValue = "16",
      description = "Tokens of an answer without a limit (default: ${DEFAULT-VALUE}).")
  String maxTokensDefault;

  @Option(
      names = "--max-running",
      paramLabel = "N",
      defaultValue = "256",
      description = "Requests that run together; more wait (default: ${DEFAULT-VALUE}).")
  String maxRunning;

  @Option(
      names = "--max-batched-tokens",
      paramLabel = "N",
      defaultValue = "2048",
      description = "Tokens that one step computes (default: ${DEFAULT-VALUE}).")
  String maxBatchedTokens;

  @Option(
      names = "--kv-blocks",
      paramLabel = "N",
      defaultValue = "8192",
      description = "KV blocks that running requests share (default: ${DEFAULT-VALUE}).")
  String kvBlocks;

  @Option(
      names = "--block-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "Tokens in a KV block (default: ${DEFAULT-VALUE}).")
  String blockSize;

  @Option(
      names = "--max-model-len",
      paramLabel = "N",
      defaultValue = "8192",
      description = "Tokens of a request that are computed and kept (default: ${DEFAULT-VALUE}).")
  String maxModelLen;

  @Option(
      names = "--lora",
      paramLabel = "NAMES",
      description = "LoRA adapters, with commas between; each is a model.")
  String lora;

  @Option(
      names = "--max-lora",
      paramLabel = "N",
      description = "Adapters that run together (default: all).")
  String maxLora;
}
