package dev.samovar.agent.http;

/** A request that cannot be answered as asked, with the answer that says so. */
final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Answer answer;

  RequestException(int status, String code, String param, String message) {
    super(message, null, false, false);
    this.answer = Answer.error(status, code, param, message);
  }

  Answer answer() {
    return answer;
  }
}
