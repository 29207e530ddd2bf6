package io.hotprobe.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Configurations that meddle with a few modules of a tree, and the names to ask for: softdeps form loops, aliases hide modules. */
final class RandomConfiguration {

  private static final int LINES = 40;
  private static final int FEW = 12;

  private final SplittableRandom random;
  private final List<String> modules = new ArrayList<>();
  private final List<String> modaliases = new ArrayList<>();

  RandomConfiguration(SplittableRandom random, List<String> allModules, List<String> allModaliases) {
    this.random = random;
    for (int i = 0; i < FEW; i++) {
      modules.add(one(allModules));
      modaliases.add(one(allModaliases));
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append(line()).append('\n');
    }
    return text.toString();
  }

  /** Names, aliases of the configuration and modaliases. */
  List<String> names() {
    List<String> names = new ArrayList<>(modules);
    names.addAll(modaliases);
    for (String module : modules) {
      names.add(module.replace('_', '-'));
    }
    for (int i = 0; i < FEW; i++) {
      names.add("al-" + i);
    }
    names.add("nosuch");
    return names;
  }

  private String line() {
    String module = one(modules);
    return switch (random.nextInt(10)) {
      case 0 -> "alias al-" + random.nextInt(FEW) + " " + module;
      case 1 -> "alias al_" + random.nextInt(FEW / 2) + "* " + one(modules);
      case 2 -> random.nextInt(3) == 0 ? "alias " + start(one(modaliases)) + "* " + module : "alias " + module + " " + one(modules);
      case 3 -> "blacklist " + module;
      case 4 -> "options " + (random.nextBoolean() ? module : one(modaliases)) + " o" + random.nextInt(9) + "=1";
      case 5 -> "options al-" + random.nextInt(FEW) + "  p=\"a b\"";
      case 6 -> "install " + module + " run-" + module + random.nextInt(9) + " --arg $CMDLINE_OPTS";
      case 7 -> random.nextInt(4) == 0 ? "install " + module.substring(0, 2) + "* run-" + random.nextInt() : "remove " + module + " x";
      default -> "softdep " + module + " pre: " + member() + " " + member() + " post: " + member();
    };
  }

  private String member() {
    return switch (random.nextInt(5)) {
      case 0 -> "al-" + random.nextInt(FEW);
      case 1 -> "nosuch";
      case 2 -> one(modules).replace('_', '-');
      default -> one(modules);
    };
  }

  private String start(String modalias) {
    return modalias.substring(0, Math.min(modalias.length(), 6 + random.nextInt(20)));
  }

  private String one(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
