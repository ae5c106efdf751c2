package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoints each policy ever chooses. Long because it is one table. */
class PoliciesChooseTest {

  @ParameterizedTest(name = "{0}: {5}")
  @CsvSource(
      delimiter = ',',
      textBlock =
          """
          random, , , , 0, the only one
          random, waiting=9|waiting=0|, , , 0;1;2, whatever is known

          weighted, provider=a weight=1|provider=b weight=3, , , 0;1, both have a share
          weighted, provider=a weight=0|provider=b weight=1, , , 1, weight 0 gets nothing
          weighted, provider=a weight=0|provider=b weight=0, , , 0;1, unless nobody has any
          weighted, provider=a weight=2|provider=a weight=2, , , 0;1, evenly within a provider

          least-request, waiting=1 running=1|waiting=0 running=3|waiting=2 running=2, , , 0, fewest
          least-request, waiting=1 running=1|waiting=0 running=2|waiting=9 running=9, , , 0;1, ties
          least-request, own=2|own=1|own=3, , , 1, own alone where nothing else is known
          least-request, waiting=0 running=1 own=4|waiting=2 running=2, , , 1, own since the scrape
          least-request, running=4||running=0, , , 2, unknown is not idle
          least-request, running=8||running=0|running=0, , , 2;3;1, unknown is the median of 8 0 0
          least-request, running=3|others=2|running=4, , , 0, unknown is not idle for others' counts
          least-request, running=9|others=7|running=1, , , 2, nor idler than those
          least-request, others=3|others=2|others=4, , , 1, others' counts where no scrape is
          least-request, waiting=1|running=2, , , 0, one of the two signals is enough
          least-request, running=0 age=20000 own=1|own=0|, , , 1;2, a stale idle one is unknown
          least-request, running=0 own=1|own=0|, trust=0, , 1;2, no trust at all

          power-of-two, running=5|running=9, , , 0, of two the better
          power-of-two, running=5|running=9|running=6, , , 0;2, the worst is never chosen
          power-of-two, running=1|, , , 0;1, unknown is the median

          least-load, load=5|load=3|load=3, , , 1, the first of the least
          least-load, load=9||load=3, , , 2, unknown is the median
          least-load, |load=3, , , 0, unknown ties with the only known one
          least-load, |, , , 0, nothing known: the first
          least-load, load=3 own=90|load=4, , , 0, nothing is added

          least-kv-cache, kv=0.5|kv=0.4|kv=0.6, , , 1, least
          least-kv-cache, kv=0.1||kv=0.6, , , 0, unknown is the median
          least-kv-cache, kv=0.4 own=16|kv=0.6, , , 1, grown since the scrape
          least-kv-cache, own=2|own=1, , , 1, none is known
          least-kv-cache, kv=0.1 own=2|kv=0.9 own=1, trust=0, , 1, none is believed

          least-latency, ttft=0.2|ttft=0.3, , , 0, quicker to begin
          least-latency, ttft=0.2 itl=0.01|ttft=0.3 itl=0.001, , , 1, quicker to end
          least-latency, ttft=0.2 itl=0.01|ttft=0.3 itl=0.001, max=1, , 0, a short answer
          least-latency, ttft=0.2 itl=0.01|ttft=0.3 itl=0.001, , answerTokens=0, 0, begin alone
          least-latency, first=0.2|ttft=0.3, , , 0, own average where no scrape is
          least-latency, ttft=0.2 own=16|ttft=0.3, , , 1, grown since the scrape
          least-latency, own=1|own=0, , , 1, none is known

          throughput, in=10 out=10|in=5 out=19, , , 1, prompts count twice
          throughput, in=10 out=10||in=90 out=9, , , 0, unknown is the median
          throughput, in=10|in=90 out=9, , , 0;1, half known is unknown
          throughput, own=1|own=0, , , 1, none is known

          prefix-cache, hit=3|hit=5|hit=1, blocks=8, , 1, the longest
          prefix-cache, hit=5|hit=5 own=1|own=0, blocks=8, , 0, the less busy one of two
          prefix-cache, hit=5 own=3|own=2|own=2|own=2, blocks=8, , 1;2;3, busier than usual
          prefix-cache, hit=5 own=3|own=2|own=2|own=2, blocks=8, deviations=3, 0, a wider usual
          prefix-cache, hit=5 own=9|, blocks=8, , 1, out of balance
          prefix-cache, own=1|, blocks=8, , 1, nothing cached: fewest requests
          prefix-cache, hit=5 own=1|, , , 1, no blocks: fewest requests

          sglang, hit=3|hit=5, blocks=8, , 1, the longest
          sglang, hit=5 own=60|, blocks=8, , 0, not yet out of balance
          sglang, hit=5 own=70|, blocks=8, , 1, out of balance
          sglang, hit=5 own=300|own=220, blocks=8, , 0, out of balance in number but not in share
          sglang, hit=2 own=1|, blocks=8, , 1, too little is cached
          sglang, hit=2 own=1|, blocks=8, threshold=0.2, 0, less is enough

          session, own=1|own=0|own=3, , , 1, no session: fewest requests
          session, own=90|own=0, session=1, , 1, its endpoint is overloaded or it is the other
          session, weight=0|weight=1, session=1, , 1, weight 0 gets nothing
          session, weight=0|weight=1, session=2, , 1, weight 0 gets nothing

          aigw, running=4|running=0|running=2, , , 1, fewest requests
          aigw, hit=8 running=1|running=0, blocks=8, , 0, cache against a request
          aigw, hit=8 running=20|running=0, blocks=8, , 1, requests weigh more as they spread
          aigw, hit=8 running=20|running=0, blocks=8, codeTerms=0, 0, not by the public formula
          aigw, told=500 others=0|told=0 others=0, , , 1, prompts in prefill
          aigw, running=4|running=1|running=2|running=3, , candidatePercent=50, 1;2, the best half
          aigw, running=4|running=1|running=2|running=3, , candidatePercent=99, 1;2;3, nearly all
          aigw, running=4|running=1|running=2|running=3, , candidatePercent=100, 0;1;2;3, all
          aigw, running=0||running=9|running=9, , , 0, unknown is the median

          llm-d, waiting=2 kv=0.1|waiting=0 kv=0.1, , , 1, shortest queue
          llm-d, waiting=0 kv=0.5|waiting=0 kv=0.1, , , 1, least cache in use
          llm-d, waiting=2 kv=0 hit=8|waiting=0 kv=0, blocks=8, , 0, 3 for the prefix against 2
          llm-d, waiting=2 kv=0.6 hit=8|waiting=0 kv=0, blocks=8, , 1, 3 against 3.2
          llm-d, |waiting=9 kv=1|waiting=0 kv=1, , , 2, unknown scores nothing
          llm-d, |waiting=9 kv=0.9|waiting=10 kv=1, , , 1, unknown scores nothing
          llm-d, own=3|own=0, , , 1, own requests where no queue is known
          llm-d, waiting=0 kv=0 own=9|waiting=1 kv=0, , , 0, own requests since are not added
          llm-d, waiting=0 kv=0 own=9|waiting=1 kv=0, , own=1, 1, unless it is asked for

          higress, waiting=2 kv=0|waiting=0 kv=0, , , 1, shortest queue
          higress, waiting=0 kv=0 own=2|waiting=0 kv=0, , , 1, in flight
          higress, waiting=0 kv=0.2|, , , 0, what is missing scores nothing
          higress, hit=8 own=3|own=0, blocks=8, , 0, 3 for the prefix against 1
          higress, fails=1|, , failure=1, 1, failures where they weigh
          higress, adapter=x|, adapter=x, lora=1, 0, the adapter where it weighs
          higress, adapter=x own=1|, adapter=x, , 1, which it does not

          adaptive, first=0.1 total=1|first=0.4 total=1, , , 0, quicker
          adaptive, first=0.1 own=3|first=0.1, , , 1, fewer requests
          adaptive, first=0.1 fails=1|first=0.1, , , 1, fewer errors
          adaptive, first=0.1|first=0.9|first=0.5, , , 0;2, the worst of all is never chosen
          adaptive, first=0.1|first=0.9|first=0.5, , two=0, 0, the best of all
          adaptive, first=0.1|own=0|first=0.9, , two=0, 0, unknown is the median
          adaptive, |own=1, , , 0, nothing known but requests

          cost, price=2|price=1 own=9|price=3, , , 1, cheapest
          cost, price=1 own=1|price=1, , , 1, of two that cost the same the less busy one
          cost, price=1 own=64|price=5, , , 1, a full one stands behind
          cost, price=1 own=64|price=5, , full=0, 0, unless there is no bound
          cost, price=1||price=5, , , 0, unknown is the median
          cost, weight=3|weight=2, , , 1, weights where nobody has a price
          cost, price=0|price=1, , , 0, free of charge
          cost, price=-1|price=9, , , 0;1, no price is less than nothing
          """)
  void itChooses(
      String policy,
      String endpoints,
      String demand,
      String parameters,
      String expected,
      String why) {
    String sorted =
        String.join(";", java.util.Arrays.stream(expected.split(";")).sorted().toList());
    String scene = endpoints == null ? "" : endpoints;
    assertThat(new Scene(scene).demand(demand).winners(policy, parameters))
        .as(why)
        .isEqualTo(sorted);
  }
}
