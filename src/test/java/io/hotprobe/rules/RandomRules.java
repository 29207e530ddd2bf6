package io.hotprobe.rules;

import io.hotprobe.uevent.Uevent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rules and events made up of a few words, so that they meet often. */
final class RandomRules {

  private static final List<String> MATCHES =
      List.of("ACTION", "KERNEL", "SUBSYSTEM", "DRIVER", "DEVPATH", "ENV{A}", "ENV{B}", "ENV{DEVNAME}", "ENV{MODALIAS}", "TAG", "SYMLINK", "NAME",
          "ATTR{size}", "ATTR{none}", "KERNELS", "SUBSYSTEMS", "ATTRS{vendor}", "TAGS", "RESULT", "CONST{arch}", "ENV{TAGS}");
  private static final List<String> VALUES =
      List.of("add", "remove", "sda", "sd*", "block|usb", "usb1", "usb", "?*", "", "*", "1", "2", "8", "a|1", "/dev/s*", "m:x", "[a-s]*", "nope");
  private static final List<String> EFFECTS =
      List.of("ENV{A}=\"1\"", "ENV{B}=\"a\"", "ENV{MODALIAS}=\"m:y\"", "TAG+=\"a\"", "SYMLINK+=\"a\"", "RUN+=\"x\"", "MODE=\"0600\"",
          "OPTIONS=\"string_escape=none\"", "ATTR{none}=\"1\"", "TEST==\"size\"", "TEST!=\"nope\"", "IMPORT{db}==\"B\"", "NAME=\"x\"");
  private static final List<String> LOADS =
      List.of("RUN{builtin}+=\"kmod load\"", "RUN{builtin}+=\"kmod load a\"", "RUN{builtin}=\"kmod load b\"", "RUN{builtin}:=\"kmod load c\"");

  private final Random random;
  private final StringBuilder all = new StringBuilder();

  RandomRules(Random random) {
    this.random = random;
  }

  /** A file, remembered for {@link #toString}. */
  String file() {
    StringBuilder file = new StringBuilder();
    int lines = 1 + random.nextInt(8);
    for (int i = 0; i < lines; i++) {
      file.append(line(i, lines)).append('\n');
    }
    file.append("LABEL=\"end\"\n");
    all.append(file).append("--\n");
    return file.toString();
  }

  private String line(int number, int lines) {
    List<String> tokens = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      tokens.add(one(MATCHES) + (random.nextInt(3) == 0 ? "!=" : "==") + '"' + one(VALUES) + '"');
    }
    switch (random.nextInt(6)) {
      case 0, 1 -> tokens.add(one(EFFECTS));
      case 2 -> tokens.add("GOTO=\"end\"");
      default -> tokens.add(one(LOADS));
    }
    return String.join(", ", tokens);
  }

  Uevent event() {
    List<String> properties = new ArrayList<>(List.of("SUBSYSTEM=" + (random.nextBoolean() ? "block" : "usb")));
    for (String each : List.of("MODALIAS=m:x", "A=1", "B=a", "DRIVER=usb", "DEVNAME=sda", "MAJOR=8", "MINOR=0", "IFINDEX=1")) {
      if (random.nextBoolean()) {
        properties.add(each);
      }
    }
    String action = List.of("add", "change", "remove", "bind").get(random.nextInt(4));
    String path = List.of("/devices/pci0/usb1/block/sda", "/devices/pci0/usb1", "/devices/gone/sda").get(random.nextInt(3));
    all.append(action).append(' ').append(path).append(' ').append(properties).append('\n');
    return RuleWorld.event(action, path, properties.toArray(new String[0]));
  }

  private String one(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
