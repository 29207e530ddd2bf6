package io.hotprobe.daemon;

import io.hotprobe.policy.PolicyBook;
import io.hotprobe.resolve.Resolver;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What came of reading rules, policy and tables again. */
public record Reloaded(Rules rules, PolicyBook.Freshness policy, Resolver.Freshness tables, long generation) {

  /** What came of the rules. */
  public enum Rules {
    /** Their files are as they were. */
    CURRENT,
    /** Others are in force. */
    REPLACED,
    /** They could not be read, which was told; those before stay in force. */
    KEPT
  }

  /** As one clause for the log. */
  String text() {
    return "rules " + word(rules) + ", policy " + word(policy) + ", module tree and configuration " + word(tables);
  }

  private static String word(Enum<?> became) {
    return switch (became.name()) {
      case "CURRENT" -> "as they were";
      case "REPLACED" -> "read again";
      default -> "kept, since what there is still changes or cannot be read";
    };
  }

  /** By name, for programs. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("rules", rules.name().toLowerCase(Locale.ROOT));
    members.put("policy", policy.name().toLowerCase(Locale.ROOT));
    members.put("tables", tables.name().toLowerCase(Locale.ROOT));
    members.put("generation", generation);
    return members;
  }
}
