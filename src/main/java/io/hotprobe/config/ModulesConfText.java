package io.hotprobe.config;

import io.hotprobe.config.ModulesConf.Entry;
import io.hotprobe.config.ModulesConf.Listing;
import io.hotprobe.config.ModulesConf.ModulePath;
import io.hotprobe.config.ModulesConf.Run;
import io.hotprobe.config.ModulesConf.Setting;
import java.io.IOException;
import java.util.List;

/**
 * Writes a {@link ModulesConf} as modutils' {@code modprobe -c} did, such that reading the text gives the same again: conditions are
 * decided, includes put in their place, words expanded and protected from being expanded once more.
 */
final class ModulesConfText {

  private static final String PERSISTENT = "/var/lib/modules/persist";

  private final Appendable out;

  ModulesConfText(Appendable out) {
    this.out = out;
  }

  void write(ModulesConf conf, String program) throws IOException {
    line(OldConfig.DUMP_START + program + ")");
    for (ModulePath path : conf.paths()) {
      line("path[" + path.tag() + "]=" + WordExpansion.protect(path.directory()));
    }
    for (Listing listing : Listing.values()) {
      List<Entry> entries = listing == Listing.ALIAS ? aliases(conf) : List.copyOf(conf.entries(listing));
      if (!entries.isEmpty()) {
        line(listing.title());
      }
      for (Entry entry : entries) {
        line(entry(listing, entry, conf));
      }
    }
    if (!conf.runs().isEmpty()) {
      line("# Commands");
    }
    for (Run run : conf.runs()) {
      line(run.keyword() + " " + run.command().pattern() + " " + run.command().command());
    }
    line("# Miscellaneous file and directory names");
    for (Setting setting : conf.settings()) {
      boolean isText = setting.name().equals("insmod_opt");
      line(setting.name() + "=" + (isText ? setting.value() : WordExpansion.protect(setting.value())));
    }
    if (conf.setting("persistdir").isEmpty()) {
      line("persistdir=" + PERSISTENT);
    }
  }

  /** Without those that go in a circle, which are ignored. */
  private static List<Entry> aliases(ModulesConf conf) {
    Chains chains = new Chains(conf);
    return conf.entries(Listing.ALIAS).stream().filter(alias -> chains.follow(alias).isPresent()).toList();
  }

  private static String entry(Listing listing, Entry entry, ModulesConf conf) {
    boolean isKept = listing == Listing.OPTIONS && conf.kept().containsKey(ConfigLines.folded(entry.name()));
    StringBuilder line = new StringBuilder(listing.keyword()).append(isKept ? " -k " : " ").append(entry.name());
    for (String word : entry.words()) {
      line.append(' ').append(WordExpansion.protect(word));
    }
    return line.toString();
  }

  /** A backslash at the end is doubled, or it would join the next line. */
  private void line(String text) throws IOException {
    out.append(text).append(text.endsWith("\\") ? "\\\n" : "\n");
  }
}
