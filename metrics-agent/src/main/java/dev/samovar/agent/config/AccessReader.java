package dev.samovar.agent.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads how something is reached: scheme, path, headers, credentials, TLS. */
final class AccessReader {
  private static final Set<String> TLS = Texts.set("ca", "certificate", "key", "insecure");
  private static final Set<String> BASIC = Texts.set("user", "password");
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{0,4096}");
  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(authorization|cookie|token|secret|password|api-?key).*");
  // The client refuses these, and each would change what is asked.
  private static final Set<String> RESERVED =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "accept");

  private final Map<String, String> environment;
  private final Path base;

  AccessReader(Map<String, String> environment, Path base) {
    this.environment = environment;
    this.base = base;
  }

  Access read(Field field) {
    Optional<String> scheme =
        field
            .at("scheme")
            .parsed(
                text -> {
                  if (!text.equals("http") && !text.equals("https")) {
                    throw new IllegalArgumentException("must be http or https");
                  }
                  return text;
                });
    Optional<TlsConfig> tls = tls(field.at("tls"));
    if (tls.isPresent() && scheme.orElse("https").equals("http")) {
      field.at("tls").error("must not be there with scheme http");
    }
    if (tls.isEmpty() && scheme.orElse("http").equals("https")) {
      tls = Optional.of(new TlsConfig(Optional.empty(), Optional.empty(), Optional.empty(), false));
    }
    return new Access(tls, field.at("path").parsed(AccessReader::path), headers(field));
  }

  private static String path(String text) {
    if (!text.matches("/[\\x21-\\x7e]*") || text.contains("#")) {
      throw new IllegalArgumentException("must begin with a slash and hold no spaces");
    }
    return text;
  }

  private Map<String, Secret> headers(Field field) {
    Map<String, Secret> headers = new LinkedHashMap<>();
    Field given = field.at("headers");
    if (!given.isAbsent() && !given.node().isObject()) {
      given.error("must be a map, is " + given.kind());
    }
    given
        .node()
        .fieldNames()
        .forEachRemaining(
            name -> header(given.at(name), name).ifPresent(v -> headers.put(name, v)));
    secret(field.at("bearer"))
        .ifPresent(
            s -> headers.put("Authorization", Secret.of("Bearer " + s.reveal(), s.toString())));
    Field basic = field.at("basic");
    if (basic.isMapOf(BASIC)) {
      Optional<String> user = basic.at("user").parsed(Texts::notEmpty);
      Optional<Secret> password = secret(basic.at("password"));
      if (basic.at("user").isAbsent() || basic.at("password").isAbsent()) {
        basic.error("must have user and password");
      }
      if (user.isPresent() && password.isPresent()) {
        byte[] pair = (user.get() + ":" + password.get().reveal()).getBytes(StandardCharsets.UTF_8);
        headers.put(
            "Authorization",
            Secret.of(
                "Basic " + Base64.getEncoder().encodeToString(pair), password.get().toString()));
      }
    }
    return headers;
  }

  private Optional<Secret> header(Field field, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!HEADER_NAME.matcher(name).matches() || RESERVED.contains(lower)) {
      field.error("is no name of a header that may be set");
      return Optional.empty();
    }
    if (field.node().isTextual() && field.node().textValue().startsWith("env:")) {
      return secret(field);
    }
    if (SECRET_NAME.matcher(lower).matches()) {
      field.error("must be env:NAME; a secret is never in the file");
      return Optional.empty();
    }
    return field.parsed(AccessReader::headerValue).map(text -> Secret.of(text, text));
  }

  private static String headerValue(String text) {
    if (!HEADER_VALUE.matcher(text).matches()) {
      throw new IllegalArgumentException("must be printable ASCII of at most 4096 characters");
    }
    return text;
  }

  /** The text of the variable that {@code env:NAME} names; the file's own words are never shown. */
  Optional<Secret> secret(Field field) {
    if (field.isAbsent()) {
      return Optional.empty();
    }
    String text = field.node().isTextual() ? field.node().textValue() : "";
    if (!text.matches("env:[A-Za-z_][A-Za-z0-9_]{0,127}")) {
      field.error("must be env:NAME; a secret is never in the file");
      return Optional.empty();
    }
    String value = environment.get(text.substring(4));
    if (value == null || value.isEmpty()) {
      field.error(text + ": the variable is not set");
      return Optional.empty();
    }
    if (!HEADER_VALUE.matcher(value).matches()) {
      field.error(text + ": must be printable ASCII of at most 4096 characters");
      return Optional.empty();
    }
    return Optional.of(Secret.of(value, text));
  }

  Optional<TlsConfig> tls(Field field) {
    if (!field.isMapOf(TLS)) {
      return Optional.empty();
    }
    Optional<Path> certificate = field.at("certificate").parsed(this::file);
    Optional<Path> key = field.at("key").parsed(this::file);
    if (field.at("certificate").isAbsent() != field.at("key").isAbsent()) {
      field.error("must have certificate and key, or neither");
    }
    return Optional.of(
        new TlsConfig(
            field.at("ca").parsed(this::file),
            certificate,
            key,
            field.at("insecure").bool().orElse(false)));
  }

  /** A file that is there, relative to the configuration. */
  Path file(String text) {
    Path path = base.resolve(Texts.notEmpty(text)).normalize();
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new IllegalArgumentException("must be a file that can be read");
    }
    return path;
  }
}
