package io.hotprobe.rules;

import io.hotprobe.module.Programs.Sandbox;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code OPTIONS+="sandbox=user:NAME,memory:64M,cpu:10s"}: what the programs of a line are confined to. Any of the three parts may
 * be left out; udev knows nothing of it and passes over the option with a warning.
 */
final class SandboxOption {

  static final String BEGIN = "sandbox=";

  private final Host.Accounts accounts;
  private Optional<String> user = Optional.empty();
  private OptionalLong memoryBytes = OptionalLong.empty();
  private OptionalLong cpuSeconds = OptionalLong.empty();

  SandboxOption(Host.Accounts accounts) {
    this.accounts = accounts;
  }

  /** Reads what follows {@link #BEGIN}; says what is wrong with it, nothing when all is well. */
  Optional<String> read(String parts) {
    for (String part : parts.split(",", -1)) {
      if (!one(part)) {
        String quoted = FileFindings.quoted(part);
        return Optional.of("sandbox part " + quoted + " is none of user:NAME, memory:64M, cpu:10s, or comes twice");
      }
    }
    if (user.isPresent() && Numbers.id(user.get()).isEmpty() && accounts.user(user.get()).isEmpty()) {
      return Optional.of("unknown sandbox user " + FileFindings.quoted(user.get()));
    }
    return Optional.empty();
  }

  Sandbox sandbox() {
    return new Sandbox(user, memoryBytes, cpuSeconds);
  }

  private boolean one(String part) {
    int colon = part.indexOf(':');
    if (colon < 0 || colon == part.length() - 1) {
      return false;
    }
    String value = part.substring(colon + 1);
    return switch (part.substring(0, colon)) {
      case "user" -> user.isEmpty() && (user = Optional.of(value)).isPresent();
      case "memory" -> memoryBytes.isEmpty() && (memoryBytes = bytes(value)).isPresent();
      case "cpu" -> cpuSeconds.isEmpty() && (cpuSeconds = seconds(value)).isPresent();
      default -> false;
    };
  }

  private static OptionalLong bytes(String value) {
    int shift = switch (value.charAt(value.length() - 1)) {
      case 'K' -> 10;
      case 'M' -> 20;
      case 'G' -> 30;
      default -> 0;
    };
    return positive(shift == 0 ? value : value.substring(0, value.length() - 1), shift);
  }

  private static OptionalLong seconds(String value) {
    return positive(value.endsWith("s") ? value.substring(0, value.length() - 1) : value, 0);
  }

  private static OptionalLong positive(String digits, int shift) {
    if (!digits.matches("[1-9][0-9]{0,8}")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(digits) << shift);
  }
}
