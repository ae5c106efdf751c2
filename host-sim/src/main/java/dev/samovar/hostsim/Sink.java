package dev.samovar.hostsim;

/** What comes after a filter in one direction. */
interface Sink {
  void headers(Headers headers, boolean endOfStream);

  /** Takes the bytes out of {@code data}. */
  void data(Body data, boolean endOfStream);

  void trailers(Headers trailers);
}
