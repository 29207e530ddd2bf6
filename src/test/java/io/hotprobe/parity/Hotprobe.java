package io.hotprobe.parity;

import io.hotprobe.cli.Program;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hotprobe in this process, over a world. */
final class Hotprobe {

  private static final List<String> DEPMOD_CONFIGURATION =
      List.of("etc/depmod.d", "run/depmod.d", "usr/local/lib/depmod.d", "lib/depmod.d");

  /** The commands of kmod that look at a world. */
  private static final List<String> OF_KMOD = List.of("list", "static-nodes");

  private Hotprobe() {}

  /** What a tool answers in a world. */
  static Answer answer(World world, Case given, List<String> words) {
    List<String> arguments = new ArrayList<>(words);
    int place = words.get(0).equals("kmod") ? Math.min(2, words.size()) : 1;
    arguments.addAll(place, places(world, words));
    if (given.kernel()) {
      boolean told = Files.exists(world.place("kernel.script"));
      arguments.addAll(place, told ? List.of("--script", world.place("kernel.script").toString()) : List.of("--simulate"));
    }
    Map<String, String> environment = new LinkedHashMap<>(Map.of("PATH", System.getenv("PATH")));
    environment.putAll(given.environment(world));
    Program ran = Program.under(environment, arguments.toArray(String[]::new));
    Told.show("hotprobe", given, words, ran.err());
    return Answer.of(world, ran.out(), ran.status(), ran.err());
  }

  private static List<String> places(World world, List<String> words) {
    return switch (words.get(0)) {
      case "depmod" -> depmodPlaces(world, words);
      case "kmod" -> words.size() > 1 && OF_KMOD.contains(words.get(1)) ? root(world) : List.of();
      default -> root(world);
    };
  }

  private static List<String> root(World world) {
    return List.of("--root", world.root().toString());
  }

  /** Depmod has a {@code --root} of old that means nothing; its places are moved with the options that move them. */
  private static List<String> depmodPlaces(World world, List<String> words) {
    List<String> places = new ArrayList<>();
    if (words.stream().noneMatch(word -> word.matches("-n?b.*|--basedir.*"))) {
      places.addAll(List.of("-b", world.root().toString()));
    }
    if (words.stream().noneMatch(word -> word.matches("-C.*|--config.*"))) {
      DEPMOD_CONFIGURATION.forEach(each -> places.addAll(List.of("-C", world.place(each).toString())));
    }
    return places;
  }
}
