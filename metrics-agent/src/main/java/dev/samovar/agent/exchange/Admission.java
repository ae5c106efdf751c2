package dev.samovar.agent.exchange;

import dev.samovar.agent.config.Secret;
import dev.samovar.agent.http.Answer;
import dev.samovar.agent.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Who may speak with the agent: this machine, who shows a certificate, who knows the token. */
public final class Admission {
  private Admission() {}

  /** Why this peer is not served; empty when it is. */
  public static Optional<Answer> refusal(Request request, Optional<Secret> token) {
    if (token.isEmpty()) {
      return request.trusted()
          ? Optional.empty()
          : Optional.of(
              Answer.error(
                  403,
                  "token_not_configured",
                  null,
                  "exchange.token: without one only loopback is served"));
    }
    String shown = request.header("authorization");
    byte[] wanted = ("Bearer " + token.get().reveal()).getBytes(StandardCharsets.UTF_8);
    if (request.trusted()
        || MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), wanted)) {
      return Optional.empty();
    }
    return Optional.of(
        Answer.error(401, "unauthorized", null, "authorization: must be the agent's bearer token")
            .with("www-authenticate", "Bearer"));
  }
}
