package dev.samovar.agent.log;

import dev.samovar.agent.config.SecretUri;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes known secrets, and the credentials of any URI, out of a text. */
public final class Masker {
  // A password this short is also a common word: hiding it would garble the log and tell it.
  private static final int SHORTEST = 4;
  private final List<String> secrets = new CopyOnWriteArrayList<>();

  public void hide(List<String> more) {
    more.stream().filter(s -> s.length() >= SHORTEST).forEach(secrets::add);
  }

  public String mask(String text) {
    String masked = text.contains("://") ? SecretUri.mask(text) : text;
    for (String secret : secrets) {
      masked = masked.replace(secret, "****");
    }
    return masked;
  }
}
