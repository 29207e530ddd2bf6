package io.hotprobe.depmod;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code modules.devname}: the device nodes whose opening loads a module. A module has one when it has an alias {@code devname:NODE}
 * and an alias {@code char-major-MAJOR-MINOR} or {@code block-major-MAJOR-MINOR}; the first of each count, until both are there.
 */
final class DeviceNames {

  private static final String NAME = "devname:";
  private static final Pattern NUMBERS = Pattern.compile("(char|block)-major-([0-9]{1,9})-([0-9]{1,9}).*", Pattern.DOTALL);

  private final ModuleSet set;
  private final DepmodLog log;

  DeviceNames(ModuleSet set, DepmodLog log) {
    this.set = set;
    this.log = log;
  }

  /** The file's lines with their ends; none at all when no module has a node. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (ModuleFacts module : set.modules()) {
      node(module).ifPresent(node -> lines.add(module.module().name() + " " + node + "\n"));
    }
    if (!lines.isEmpty()) {
      lines.add(0, "# Device nodes to trigger on-demand module loading.\n");
    }
    return lines;
  }

  private Optional<String> node(ModuleFacts module) {
    String node = null;
    String numbers = null;
    for (String alias : module.aliases()) {
      if (alias.startsWith(NAME)) {
        node = alias.substring(NAME.length());
      } else if (alias.startsWith("char-major-") || alias.startsWith("block-major-")) {
        numbers = numbers(alias, numbers);
      }
      if (node != null && numbers != null) {
        return Optional.of(node + " " + numbers);
      }
    }
    if (node != null) {
      log.error("module " + module.module().name() + ": has devname '" + node + "' but no major and minor number; it is left out");
    }
    return Optional.empty();
  }

  private static String numbers(String alias, String otherwise) {
    Matcher found = NUMBERS.matcher(alias);
    return found.matches()
        ? found.group(1).charAt(0) + Integer.toString(Integer.parseInt(found.group(2))) + ":" + Integer.parseInt(found.group(3))
        : otherwise;
  }
}
