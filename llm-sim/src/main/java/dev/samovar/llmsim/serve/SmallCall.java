package dev.samovar.llmsim.serve;

import dev.samovar.llmsim.http.Exchange;
import dev.samovar.llmsim.http.Header;
import dev.samovar.llmsim.http.Receiver;
import dev.samovar.llmsim.http.Response;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;

/**
 * A call whose answer follows from its body at once; of the body at most {@link #MOST_BYTES} are
 * kept, and {@code null} stands for a longer one.
 */
final class SmallCall implements Receiver {
  static final int MOST_BYTES = 64 << 10;

  private final Exchange exchange;
  private final Function<byte[], Response> answer;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private boolean tooLong;

  SmallCall(Exchange exchange, Function<byte[], Response> answer) {
    this.exchange = exchange;
    this.answer = answer;
  }

  @Override
  public void body(byte[] bytes, int offset, int length) {
    tooLong |= body.size() + length > MOST_BYTES;
    if (!tooLong) {
      body.write(bytes, offset, length);
    }
  }

  @Override
  public void end(List<Header> trailers) {
    exchange.respond(answer.apply(tooLong ? null : body.toByteArray()));
  }

  @Override
  public void gone() {
    // Nothing is held for it.
  }
}
