package io.hotprobe.builtins;

import io.hotprobe.rules.Host;
import io.hotprobe.rules.Pattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The {@code [Match]} section of a .link file, as far as it is about the machine. All of it has to hold. */
final class LinkConditions {

  private static final Set<String> CONTAINERS =
      Set.of("systemd-nspawn", "lxc-libvirt", "lxc", "openvz", "docker", "podman", "rkt", "wsl", "proot", "pouch", "container-other");

  private final Map<String, String> conditions = new LinkedHashMap<>();

  /** Takes a setting in, the last of a kind counts; false if it is none of these. {@code Firmware} and the like never hold. */
  boolean add(Setting setting) {
    switch (setting.key()) {
      case "Host", "Virtualization", "KernelCommandLine", "KernelVersion", "Architecture", "Version", "Firmware", "Credential" -> {
        conditions.put(setting.key(), setting.value());
        if (setting.isReset()) {
          conditions.remove(setting.key());
        }
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** Whether there is one that this program cannot judge. */
  static boolean isBeyondUs(String key) {
    return key.equals("Version") || key.equals("Firmware") || key.equals("Credential");
  }

  boolean hold(Host host) {
    return conditions.entrySet().stream().allMatch(each -> holds(each.getKey(), each.getValue(), host));
  }

  private static boolean holds(String key, String value, Host host) {
    if (isBeyondUs(key)) {
      return false;
    }
    boolean negated = value.startsWith("!");
    String asked = negated ? value.substring(1).strip() : value;
    boolean is =
        switch (key) {
          case "Host" -> isHost(asked, host);
          case "Virtualization" -> isVirtual(asked, host.constants().getOrDefault("virt", "none"));
          case "KernelCommandLine" -> isOnCommandLine(asked, host.commandLine());
          case "KernelVersion" -> KernelVersion.holds(asked, kernel(host, "osrelease"));
          default -> asked.equals("native") || asked.equals(host.constants().get("arch"));
        };
    return is != negated;
  }

  private static boolean isHost(String asked, Host host) {
    return Pattern.of(asked, true).matches(kernel(host, "hostname"));
  }

  private static boolean isVirtual(String asked, String virtualization) {
    boolean any = !virtualization.equals("none");
    boolean container = CONTAINERS.contains(virtualization);
    return switch (asked) {
      case "yes", "true", "1", "on" -> any;
      case "no", "false", "0", "off" -> !any;
      case "vm" -> any && !container;
      case "container" -> container;
      default -> asked.equals(virtualization);
    };
  }

  private static boolean isOnCommandLine(String asked, String commandLine) {
    boolean assigns = asked.contains("=");
    return Arrays.stream(commandLine.split("\\s+")).anyMatch(word -> word.equals(asked) || !assigns && word.startsWith(asked + "="));
  }

  private static String kernel(Host host, String name) {
    Path file = host.sysctl().resolve("kernel").resolve(name);
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException absent) {
      return "";
    }
  }
}
