package dev.samovar.llmsim.engine;

/** Takes what a sequence produces. */
public interface Output {
  /** Token {@code index}, counted from 0, is there. */
  void token(int index);

  /** The sequence is complete; its slot is free already. */
  void done();
}
