package dev.samovar.agent.store;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A pipeline on the shared connection: all commands in one flush. Not thread-safe. */
final class RedisPipeline implements Pipeline {
  private final Function<Function<Link, CompletionStage<Void>>, CompletionStage<Void>> caller;
  private final Function<Throwable, StoreException> translator;
  private final List<AsyncCommand<String, String, ?>> commands = new ArrayList<>();
  private final List<CompletableFuture<?>> results = new ArrayList<>();

  RedisPipeline(
      Function<Function<Link, CompletionStage<Void>>, CompletionStage<Void>> caller,
      Function<Throwable, StoreException> translator) {
    this.caller = caller;
    this.translator = translator;
  }

  @Override
  public CompletionStage<Void> put(String key, String value, Duration ttl) {
    return status(
        CommandType.SET, args(key).addValue(value).add("PX").add(Math.max(1, ttl.toMillis())));
  }

  @Override
  public CompletionStage<Map<String, String>> get(List<String> keys) {
    return note(
            CommandType.MGET,
            new ValueListOutput<>(Text.LONG),
            new CommandArgs<>(Text.LONG).addKeys(keys))
        .thenApply(
            values -> {
              Map<String, String> byKey = new HashMap<>();
              for (int i = 0; i < keys.size() && i < values.size(); i++) {
                if (values.get(i) != null) {
                  byKey.put(keys.get(i), values.get(i));
                }
              }
              return byKey;
            });
  }

  @Override
  public CompletionStage<Map<String, String>> fields(String key) {
    return note(CommandType.HGETALL, new MapOutput<>(Text.LONG), args(key))
        .thenApply(fields -> fields == null ? Map.of() : fields);
  }

  @Override
  public CompletionStage<Void> setField(String key, String field, String value, Duration ttl) {
    CompletionStage<Void> set = count(CommandType.HSET, args(key).addKey(field).addValue(value));
    count(CommandType.PEXPIRE, args(key).add(Math.max(1, ttl.toMillis())));
    return set;
  }

  @Override
  public CompletionStage<Void> removeField(String key, String field) {
    return count(CommandType.HDEL, args(key).addKey(field));
  }

  @Override
  public CompletionStage<Void> append(String stream, long maxLength, String field, String value) {
    return status(
        CommandType.XADD,
        args(stream).add("MAXLEN").add("~").add(maxLength).add("*").add(field).addValue(value));
  }

  private static CommandArgs<String, String> args(String key) {
    return new CommandArgs<>(Text.LONG).addKey(key);
  }

  private CompletionStage<Void> status(CommandType type, CommandArgs<String, String> args) {
    return note(type, new StatusOutput<>(Text.LONG), args).thenApply(done -> null);
  }

  private CompletionStage<Void> count(CommandType type, CommandArgs<String, String> args) {
    return note(type, new IntegerOutput<>(Text.LONG), args).thenApply(done -> null);
  }

  private <T> CompletableFuture<T> note(
      CommandType type, CommandOutput<String, String, T> output, CommandArgs<String, String> args) {
    AsyncCommand<String, String, T> command = new AsyncCommand<>(new Command<>(type, output, args));
    CompletableFuture<T> result = new CompletableFuture<>();
    command.whenComplete(
        (value, error) -> {
          if (error == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(translator.apply(error));
          }
        });
    commands.add(command);
    results.add(result);
    return result;
  }

  @Override
  public CompletionStage<Void> send() {
    if (commands.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return caller
        .apply(
            link -> {
              link.send(commands);
              return CompletableFuture.allOf(
                  results.stream()
                      .map(r -> r.exceptionally(refused -> null))
                      .toArray(CompletableFuture[]::new));
            })
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                results.forEach(r -> r.completeExceptionally(translator.apply(error)));
              }
            });
  }
}
