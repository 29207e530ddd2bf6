package io.hotprobe.config;

import io.hotprobe.config.ModulesConf.Entry;
import io.hotprobe.config.ModulesConf.Listing;
import io.hotprobe.config.ModulesConf.ModulePath;
import io.hotprobe.config.ModulesConf.Run;
import io.hotprobe.config.ModulesConf.Setting;
import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@link ModulesConf} while it is being read. */
final class ModulesConfDraft {

  /** The directories below a release's parent that were searched of old when nothing was configured, after the release itself. */
  private static final List<String> OLD_PLACES =
      List.of(
          "kernel", "fs", "net", "scsi", "block", "cdrom", "ipv4", "ipv6", "sound", "fc4", "video", "misc", "pcmcia", "atm", "usb",
          "ide", "ieee1394", "mtd");

  final List<Path> files = new ArrayList<>();
  /** By names with dashes folded. */
  final Map<Listing, Map<String, Entry>> listings = new EnumMap<>(Listing.class);
  /** Likewise. */
  final Map<String, SourceLine> kept = new LinkedHashMap<>();
  final List<ModulePath> paths = new ArrayList<>();
  final List<Run> runs = new ArrayList<>();
  final Map<String, Setting> settings = new LinkedHashMap<>();
  private boolean defaultsStand = true;

  ModulesConfDraft(ConfigSources sources) {
    for (Listing listing : Listing.values()) {
      listings.put(listing, new LinkedHashMap<>());
    }
    sources.moduleDirectory().ifPresent(this::addDefaultPaths);
  }

  private void addDefaultPaths(Path moduleDirectory) {
    Path parent = moduleDirectory.getParent();
    SourceLine nowhere = new SourceLine(moduleDirectory, 0);
    if (parent == null) {
      return;
    }
    paths.add(new ModulePath("boot", parent.resolve("boot").toString(), nowhere));
    paths.add(new ModulePath("toplevel", moduleDirectory.toString(), nowhere));
    String version = ShellValues.majorAndMinor(moduleDirectory.getFileName().toString());
    paths.add(new ModulePath("toplevel", parent.resolve(version).toString(), nowhere));
    paths.add(new ModulePath("toplevel", parent.resolve("default").toString(), nowhere));
    for (String place : OLD_PLACES) {
      paths.add(new ModulePath(place, parent.resolve(place).toString(), nowhere));
    }
  }

  /** The words replace those the name had, or are added to them. */
  void put(Listing listing, Entry entry, boolean adding) {
    Map<String, Entry> entries = listings.get(listing);
    String name = ConfigLines.folded(entry.name());
    Entry before = entries.get(name);
    if (before == null || !adding) {
      entries.put(name, entry);
      return;
    }
    List<String> words = new ArrayList<>(before.words());
    words.addAll(entry.words());
    entries.put(name, new Entry(entry.name(), words, entry.at()));
  }

  /** From now on the first path does not drop the default ones. */
  void keepDefaultPaths() {
    defaultsStand = false;
  }

  void add(ModulePath path) {
    if (defaultsStand) {
      defaultsStand = false;
      paths.clear();
    }
    paths.add(path);
  }
}
