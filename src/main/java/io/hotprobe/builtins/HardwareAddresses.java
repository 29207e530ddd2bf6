package io.hotprobe.builtins;

import io.hotprobe.rules.QuotedWords;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Addresses that a .link file lists: {@code 02:00:5e:10:00:01}, {@code 02-00-5e-10-00-01} or {@code 0200.5e10.0001}. */
final class HardwareAddresses {

  /** That of Infiniband; most have 6 bytes. */
  private static final int MOST_BYTES = 20;

  private static final int LEAST_BYTES = 4;

  private final Set<String> addresses = new HashSet<>();

  /** False when a word is no address, which is left out. */
  boolean add(Setting setting) {
    if (setting.isReset()) {
      addresses.clear();
      return true;
    }
    boolean understood = true;
    for (String word : QuotedWords.of(setting.value())) {
      Optional<String> address = read(word);
      address.ifPresent(addresses::add);
      understood &= address.isPresent();
    }
    return understood;
  }

  private static Optional<String> read(String word) {
    String separator = word.contains(":") ? ":" : word.contains("-") ? "-" : "\\.";
    int digits = separator.equals("\\.") ? 4 : 2;
    StringBuilder address = new StringBuilder();
    for (String part : word.split(separator, -1)) {
      if (!part.matches("[0-9a-fA-F]{1," + digits + "}")) {
        return Optional.empty();
      }
      String padded = "0".repeat(digits - part.length()) + part.toLowerCase(Locale.ROOT);
      for (int i = 0; i < digits; i += 2) {
        address.append(address.length() == 0 ? "" : ":").append(padded, i, i + 2);
      }
    }
    int bytes = (address.length() + 1) / 3;
    return bytes < LEAST_BYTES || bytes > MOST_BYTES ? Optional.empty() : Optional.of(address.toString());
  }

  boolean isEmpty() {
    return addresses.isEmpty();
  }

  /** @param address in lower case with colons; null when there is none */
  boolean matches(String address) {
    return addresses.isEmpty() || address != null && addresses.contains(address);
  }
}
