package dev.samovar.core.request;

/** A request's body, read in windows of any size. */
public interface RequestBody {
  /** Takes the next bytes of the body; after an error they are ignored. */
  void feed(byte[] bytes, int offset, int length);

  /** Says that the body is complete; an incomplete one is an error. */
  void finish();

  /** What is wrong with the body so far, or {@code null}. */
  ApiError error();

  /** Where the model stands. */
  ModelSpans spans();

  /** Bytes read. */
  int position();

  /** The model that the body asks for, the last one where it is duplicated; null before it. */
  String model();

  /** What else was read. */
  RequestFeatures features();
}
