package dev.samovar.agent.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once that the store refuses a command on a key, such as one that holds somebody else's
 * value, and once that it takes it again. At most 256 keys are remembered; of more nothing is told.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final int MOST = 256;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  void refused(String command, String key, String reason) {
    if (refused.size() < MOST && refused.add(command + ' ' + key)) {
      LOG.atWarn()
          .addKeyValue("command", command)
          .addKeyValue("key", key)
          .addKeyValue("reason", reason)
          .log("redis refuses a command");
    }
  }

  void taken(String command, String key) {
    if (!refused.isEmpty() && refused.remove(command + ' ' + key)) {
      LOG.atInfo()
          .addKeyValue("command", command)
          .addKeyValue("key", key)
          .log("redis takes a command again");
    }
  }
}
