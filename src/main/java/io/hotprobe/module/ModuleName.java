package io.hotprobe.module;

import java.util.List;
import java.util.stream.Collectors;

/** The kernel's name for a module, dashes folded to underscores. */
public record ModuleName(String value) implements Comparable<ModuleName> {

  public ModuleName {
    value = value.replace('-', '_');
    if (!isName(value)) {
      throw new IllegalArgumentException("not a module name, value=" + value);
    }
  }

  /** The name a file carries: its base name up to the first dot, so {@code a/snd-hda.ko.xz} is {@code snd_hda}. */
  public static ModuleName ofPath(String path) {
    String base = path.substring(path.lastIndexOf('/') + 1);
    int dot = base.indexOf('.');
    return new ModuleName(dot < 0 ? base : base.substring(0, dot));
  }

  /** Whether {@code text} can be a module's name. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.indexOf('/') < 0
        && text.indexOf('\0') < 0
        && !text.equals(".")
        && !text.equals("..");
  }

  /** Whether {@link #ofPath} gives a name: the base name does not start with a dot and is not empty. */
  public static boolean isNameOf(String path) {
    int base = path.lastIndexOf('/') + 1;
    return base < path.length() && path.charAt(base) != '.' && path.indexOf('\0') < 0;
  }

  /** Names with a blank between them. */
  public static String joined(List<ModuleName> names) {
    return names.stream().map(ModuleName::value).collect(Collectors.joining(" "));
  }

  @Override
  public int compareTo(ModuleName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
