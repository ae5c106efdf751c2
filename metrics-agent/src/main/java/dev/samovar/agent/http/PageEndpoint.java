package dev.samovar.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /}: the live page, one static document. Its policy lets it load nothing from anywhere
 * and ask only this agent.
 */
public final class PageEndpoint implements Endpoint {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
          + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";
  private final Answer page;

  public PageEndpoint() {
    try (InputStream in = PageEndpoint.class.getResourceAsStream("page.html")) {
      page =
          new Answer(
              200,
              "text/html; charset=utf-8",
              Map.of("content-security-policy", POLICY, "x-content-type-options", "nosniff"),
              in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    return CompletableFuture.completedFuture(page);
  }
}
