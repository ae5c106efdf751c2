package dev.samovar.llmsim.openai;

/**
 * What the server knows of one answer.
 *
 * @param number the request's number, from which ids are made
 * @param created seconds since the epoch
 * @param fingerprint the server's name
 * @param outputTokens how many tokens are generated
 * @param cachedTokens of the prompt, that came from the prefix cache
 */
public record Serving(
    long number, long created, String fingerprint, int outputTokens, int cachedTokens) {
  String id(String prefix) {
    return prefix + fingerprint.replaceAll("[^A-Za-z0-9_-]", "_") + "-" + number;
  }
}
