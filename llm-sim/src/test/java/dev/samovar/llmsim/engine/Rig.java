package dev.samovar.llmsim.engine;

import dev.samovar.llmsim.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/** An engine on a clock that the test moves, and what its sequences said. */
final class Rig {
  final VirtualTime time = new VirtualTime();
  final List<String> said = new ArrayList<>();
  final Counted counted = new Counted();
  final Engine engine;
  private final long begin = time.now();

  Rig(Capacity capacity, Pace pace) {
    engine = new Engine(capacity, pace, time.timers, counted);
  }

  /** Submits work whose output is noted as {@code name index@time}. */
  Sequence submit(String name, Work work) {
    return engine.submit(
        work,
        new Output() {
          @Override
          public void token(int index) {
            said.add(name + index + "@" + (time.now() - begin));
          }

          @Override
          public void done() {
            said.add(name + " done");
          }
        });
  }

  Sequence submit(String name, int prompt, int output) {
    return submit(name, new Work(prompt, output, List.of()));
  }

  /** What {@code name} said, in order. */
  List<String> of(String name) {
    return said.stream().filter(line -> line.startsWith(name)).toList();
  }
}
