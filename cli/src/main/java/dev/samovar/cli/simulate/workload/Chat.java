package dev.samovar.cli.simulate.workload;

import dev.samovar.cli.simulate.engine.Prompt;

/**
 * Conversations of several turns: a system prompt that many share, then a history that grows by
 * each turn and its answer. A user thinks, from the end of an answer to the next turn.
 *
 * @param systemPrompts how many there are; conversations have them by Zipf's law
 * @param system tokens of a system prompt
 * @param turns mean number of turns, geometric
 * @param user tokens of one turn of the user
 * @param thinkSeconds mean time between an answer and the next turn, exponential
 * @param mostTokens where a conversation ends, prompt and answer together
 * @param adapters LoRA adapters, each conversation has one of them by Zipf's law; 0 for none
 */
public record Chat(
    int systemPrompts,
    Tokens system,
    double turns,
    Tokens user,
    Tokens output,
    double thinkSeconds,
    int mostTokens,
    int adapters,
    Burst burst)
    implements WorkloadModel {

  @Override
  public Workload begin(long seed, double requestsPerSecond, long end) {
    return new Conversations(this, seed, requestsPerSecond / meanTurns(seed), end);
  }

  /** Of a first sample, since long conversations are cut. */
  private double meanTurns(long seed) {
    int sample = 4000;
    long all = 0;
    for (int i = 0; i < sample; i++) {
      all += turnsOf(Dice.seed(seed, 1000 + i));
    }
    return (double) all / sample;
  }

  private int turnsOf(long own) {
    Plan plan = new Plan(own);
    while (plan.next()) {
      // Counts.
    }
    return plan.turn;
  }

  /** The course of one conversation, turn by turn. */
  final class Plan {
    final long own;
    final int systemPrompt;
    final int systemTokens;
    final int adapter;
    private final Dice dice;
    private final int last;
    int turn;
    int promptTokens;
    int turnTokens;
    int outputTokens;
    long thinkMicros;

    Plan(long own) {
      this.own = own;
      dice = new Dice(own);
      systemPrompt = systemPrompts == 0 ? -1 : new Zipf(systemPrompts).draw(dice);
      systemTokens = systemPrompt < 0 ? 0 : new Dice(Dice.seed(systemPrompt, 7)).tokens(system);
      adapter = adapters == 0 ? -1 : new Zipf(adapters).draw(dice);
      last = dice.geometric(turns);
      promptTokens = systemTokens;
    }

    /** Goes on to the next turn; false where there is none. */
    boolean next() {
      int user = dice.tokens(Chat.this.user);
      int answer = dice.tokens(output);
      double think = dice.exponential(1e6 * thinkSeconds);
      int prompt = promptTokens + outputTokens + user;
      if (turn == last || turn > 0 && prompt + answer > mostTokens) {
        return false;
      }
      turn++;
      promptTokens = Math.min(prompt, mostTokens - 1);
      turnTokens = Math.min(user, promptTokens);
      outputTokens = Math.min(answer, mostTokens - promptTokens);
      thinkMicros = (long) think;
      return true;
    }

    Request request(long at) {
      long shared = adapter < 0 ? systemPrompt : (adapter + 1L) * 1_000_003 + systemPrompt;
      return new Request(
          Dice.seed(own, turn),
          at,
          new Prompt(promptTokens, Dice.seed(shared, 3), systemTokens, own),
          outputTokens,
          turn,
          turnTokens,
          adapter);
    }
  }
}
