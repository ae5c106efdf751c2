package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bursts over equal endpoints, decided by two workers, of which each has one half in its hands. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class BurstTest {
  private static final String FIELDS =
      "'agentCluster':'samovar-agent','providers':[{'name':'vllm','model':'real'}],"
          + "'allowExplain':true,'policy':'expected-wait',"
          + "'models':[{'name':'m','targets':['vllm']}]";
  private static final List<String> FOUR =
      List.of("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "10.0.0.4:80");
  private static final Pattern IN_FLIGHT = Pattern.compile("\"inFlight\":(\\d+)");
  private static final Duration TICK = Duration.ofMillis(250);

  private final Ranked fleet = new Ranked().with("vllm", FOUR.toArray(new String[0]));

  @FilterTest
  void aBurstSpreadsThoughSomeEnginesWereScrapedWithinTheOneBefore(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder.workers(2), FIELDS)) {
      List<Stream> first = burst(sim);
      int[] had = spread(first);
      fleet.agent.snapshot = fleet.snapshot(0, had[0], had[1]);
      sim.advance(TICK.multipliedBy(2));
      end(first);
      assertEven(burst(sim));
    }
  }

  @FilterTest
  void aBurstSpreadsThoughTheOneBeforeHasNotEndedYet(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder.workers(2), FIELDS)) {
      List<Stream> first = burst(sim);
      List<Stream> late = first.subList(120, 200);
      end(first.subList(0, 120));
      int[] left = spread(late);
      fleet.agent.snapshot = fleet.snapshot(100, 0, left[1], 0, left[3]);
      sim.advance(TICK.multipliedBy(2));
      end(late);
      assertEven(burst(sim));
    }
  }

  @FilterTest
  void gaugesThatWereReadLaterThanAskedForCountNothingTwice(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder.workers(2), FIELDS)) {
      sim.advance(Duration.ofMillis(190));
      List<Stream> first = burst(sim);
      int[] had = spread(first);
      // Asked for before the burst, told with what it brought.
      fleet.agent.snapshot = fleet.snapshot(120, had[0], 0, had[2], 0);
      sim.advance(TICK);
      end(first);
      sim.advance(Duration.ofMillis(20));
      assertEven(burst(sim));
    }
  }

  @FilterTest
  void whatAWorkerHasItsSiblingCounts(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder.workers(2), FIELDS)) {
      assertThat(seen(sim, 2)).isZero();
      List<Stream> first = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        first.add(Ranked.chat(sim, 1, "m").send());
      }
      sim.advance(Duration.ofMillis(10));
      // Of some it hears only with the next change or tick.
      assertThat(seen(sim, 2)).isBetween(30, 40);
      sim.advance(TICK);
      assertThat(seen(sim, 2)).isEqualTo(40);
      end(first);
      sim.advance(Duration.ofMillis(10));
      assertThat(seen(sim, 2)).as("the last end is told at once").isZero();
    }
  }

  /** 200 requests at one moment, more of them at one worker than at the other. */
  private static List<Stream> burst(HostSim sim) {
    List<Stream> out = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      out.add(Ranked.chat(sim, i % 5 < 3 ? 1 : 2, "m").send());
    }
    return out;
  }

  private static void end(List<Stream> streams) {
    for (Stream stream : streams) {
      stream.reply(200, "{}");
      stream.close();
    }
  }

  private static int[] spread(List<Stream> streams) {
    int[] out = new int[FOUR.size()];
    for (Stream stream : streams) {
      out[FOUR.indexOf(Ranked.list(stream).get(0))]++;
    }
    return out;
  }

  private static void assertEven(List<Stream> burst) {
    for (int count : spread(burst)) {
      assertThat(count).isBetween(40, 60);
    }
    end(burst);
  }

  /** What a worker counts as in flight when it decides. */
  private static int seen(HostSim sim, int worker) {
    try (Stream asking = Ranked.chat(sim, worker, "m", "x-samovar-explain", "1").send()) {
      asking.reply(200, "{}");
      Matcher found = IN_FLIGHT.matcher(asking.downstream().headers().get("x-samovar-decision"));
      int sum = 0;
      while (found.find()) {
        sum += Integer.parseInt(found.group(1));
      }
      return sum;
    }
  }
}
