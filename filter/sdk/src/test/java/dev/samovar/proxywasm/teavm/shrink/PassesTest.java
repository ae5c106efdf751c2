package dev.samovar.proxywasm.teavm.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each pass alone, and all of them, over random functions: what they compute stays the same. */
class PassesTest {
  private static final int SEEDS = 60;

  enum Pass {
    NONE(function -> {}),
    TIDY(Tidy::rewrite),
    SINKING(Sinking::rewrite),
    LIVENESS(Liveness::rewrite),
    COALESCING(Coalescing::rewrite),
    LOCALS(Locals::rewrite),
    ROTATIONS(Rotations::rewrite),
    ALL(Shrink::tidy);

    final Consumer<Function> work;

    Pass(Consumer<Function> work) {
      this.work = work;
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePassChangesNothingThatIsComputed(Pass pass) {
    int before = 0;
    int after = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Specimen specimen = RandomTrees.specimen(seed);
      List<String> wanted = specimen.runs();
      Specimen rewritten = specimen.after(pass.work);
      assertThat(rewritten.runs())
          .as("%s, seed %d: %s", pass, seed, specimen.text())
          .isEqualTo(wanted);
      before += specimen.size();
      after += rewritten.size();
    }
    if (pass == Pass.ALL) {
      assertThat(after).isLessThan(before * 9 / 10);
    } else {
      assertThat(after).isLessThanOrEqualTo(before);
    }
  }
}
