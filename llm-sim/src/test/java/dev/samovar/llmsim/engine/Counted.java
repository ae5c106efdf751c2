package dev.samovar.llmsim.engine;

import java.util.ArrayList;
import java.util.List;

/** Keeps all that it is told. */
final class Counted implements Meter {
  final List<Long> firstTokens = new ArrayList<>();
  final List<Long> interTokens = new ArrayList<>();
  final List<Integer> cached = new ArrayList<>();
  final List<Lifetime> lifetimes = new ArrayList<>();
  final List<String> adapters = new ArrayList<>();
  int preemptions;
  int steps;

  @Override
  public void prefilled(int promptTokens, int cachedTokens) {
    cached.add(cachedTokens);
  }

  @Override
  public void firstToken(long nanos) {
    firstTokens.add(nanos);
  }

  @Override
  public void generated() {}

  @Override
  public void interToken(long nanos) {
    interTokens.add(nanos);
  }

  @Override
  public void preempted() {
    preemptions++;
  }

  @Override
  public void stepped() {
    steps++;
  }

  @Override
  public void adapters(List<String> running, List<String> waiting) {
    adapters.add(running + " " + waiting);
  }

  @Override
  public void finished(Lifetime lifetime) {
    lifetimes.add(lifetime);
  }
}
