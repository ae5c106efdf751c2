package dev.samovar.cli.simulate.workload;

import dev.samovar.cli.simulate.engine.Prompt;

/**
 * Prompts that have nothing in common, each a conversation of one turn.
 *
 * @param adapters LoRA adapters, each request has one of them by Zipf's law; 0 for none
 * @param baseShare share of the requests that ask for no adapter, where there are adapters
 */
public record Independent(Tokens prompt, Tokens output, int adapters, double baseShare, Burst burst)
    implements WorkloadModel {

  @Override
  public Workload begin(long seed, double requestsPerSecond, long end) {
    Arrivals arrivals = new Arrivals(Dice.seed(seed, 1), requestsPerSecond, burst, 0, end);
    Zipf zipf = new Zipf(adapters);
    return new Workload() {
      private long count;

      @Override
      public Request next() {
        long at = arrivals.next();
        if (at == Arrivals.NONE) {
          return null;
        }
        long own = Dice.seed(seed, 1000 + count++);
        Dice dice = new Dice(own);
        int tokens = dice.tokens(prompt);
        int answer = dice.tokens(output);
        int adapter = adapters == 0 || dice.unit() < baseShare ? -1 : zipf.draw(dice);
        return new Request(own, at, new Prompt(tokens, 0, 0, own), answer, 1, tokens, adapter);
      }

      @Override
      public Request after(Request done, long at, boolean lost) {
        return null;
      }
    };
  }

  @Override
  public int mostTokens() {
    return prompt.most() + output.most();
  }
}
