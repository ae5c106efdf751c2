package dev.samovar.cli.simulate.workload;

/** Numbers from 0, each 1/rank as frequent as the first. */
final class Zipf {
  private final double[] sums;

  Zipf(int count) {
    sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
  }

  int draw(Dice dice) {
    double at = dice.unit() * sums[sums.length - 1];
    int i = 0;
    while (i < sums.length - 1 && sums[i] < at) {
      i++;
    }
    return i;
  }
}
