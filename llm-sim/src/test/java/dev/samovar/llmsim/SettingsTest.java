package dev.samovar.llmsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Pace;
import dev.samovar.llmsim.metrics.Spelling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SettingsTest {
  private static Settings read(String... args) {
    Main main = new Main();
    new CommandLine(main).parseArgs(args);
    return Settings.read(main.flags);
  }

  @Test
  void flagsAreRead() {
    Settings settings = read("--port", "0", "--name", "a");
    assertThat(settings.pace()).isEqualTo(new Pace(20_000_000, 5_000_000));
    assertThat(settings.model()).isEqualTo("a");
    assertThat(settings.engine()).isEqualTo(Spelling.VLLM);
    assertThat(settings.capacity()).isEqualTo(Capacity.ofSlots(256));
    assertThat(settings.adapters()).isEmpty();
    Pace pace =
        read("--ttft=500us", "--tokens-per-second=0.5", "--prefill-tokens-per-second=8000").pace();
    assertThat(pace).isEqualTo(new Pace(500_000, 2_000_000_000, 125_000));
  }

  @Test
  void capacityIsReadFlagByFlag() {
    Settings settings =
        read(
            "--max-running=64",
            "--kv-blocks=1000",
            "--block-size=32",
            "--max-model-len=4096",
            "--max-batched-tokens=512",
            "--lora=a,b,c",
            "--max-lora=2");
    assertThat(settings.capacity()).isEqualTo(new Capacity(64, 1000, 32, 4096, 512, 2));
    assertThat(settings.adapters()).containsExactly("a", "b", "c");
    assertThat(read("--lora=a,b").capacity().adapters()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "vllm,VLLM",
    "sglang,SGLANG",
    "triton-trtllm,TRITON_TRTLLM",
    "triton,TRITON",
  })
  void everyEngineHasItsName(String flag, Spelling engine) {
    assertThat(read("--engine", flag).engine()).isEqualTo(engine);
  }

  @Test
  void everyWrongFlagIsNamedAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    "--port=70000",
                    "--name=a b",
                    "--ttft=20",
                    "--tokens-per-second=0",
                    "--prefill-tokens-per-second=-1",
                    "--max-running=x",
                    "--max-batched-tokens=0",
                    "--kv-blocks=0",
                    "--block-size=9999",
                    "--max-model-len=",
                    "--lora=a,,a",
                    "--max-lora=0"))
        .isInstanceOfSatisfying(
            Settings.WrongSettings.class,
            e ->
                assertThat(e.errors())
                    .extracting(line -> line.substring(0, line.indexOf(':')))
                    .containsExactlyInAnyOrder(
                        "--port",
                        "--name",
                        "--ttft",
                        "--tokens-per-second",
                        "--prefill-tokens-per-second",
                        "--max-running",
                        "--max-batched-tokens",
                        "--kv-blocks",
                        "--block-size",
                        "--max-model-len",
                        "--lora",
                        "--lora",
                        "--max-lora"));
  }

  @Test
  void adaptersTogetherNeedAdapters() {
    assertThatThrownBy(() -> read("--max-lora=2"))
        .hasMessage("--max-lora: there are no adapters; name them by --lora");
  }

  @Test
  void nameThatWouldForgeAHeaderIsRefused() {
    assertThatThrownBy(() -> read("--name", "a\r\nx: y")).hasMessageStartingWith("--name: ");
  }

  @Test
  void unknownEngineIsRefused() {
    assertThatThrownBy(() -> read("--engine=tgi"))
        .hasMessage(
            "--engine: 'tgi' is not known; expected one of vllm, sglang, triton-trtllm, triton");
  }
}
