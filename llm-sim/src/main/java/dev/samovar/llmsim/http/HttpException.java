package dev.samovar.llmsim.http;

/** A request that breaks HTTP or the server's limits; {@code status} is what the client is told. */
final class HttpException extends RuntimeException {
  private final int status;

  HttpException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
