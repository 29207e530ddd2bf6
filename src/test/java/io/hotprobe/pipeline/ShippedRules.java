package io.hotprobe.pipeline;

import io.hotprobe.nodes.Bystander;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.RuleFiles;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The rules that hotprobe ships, over a sysfs and nothing else of the machine. */
public final class ShippedRules {

  private ShippedRules() {}

  public static Rules over(Path sysfs) throws IOException {
    Host host = HostFacts.of(sysfs, sysfs, AccountFiles.read(sysfs));
    RuleBook book = RuleBook.open(new RuleFiles(List.of(Path.of("rules").toAbsolutePath())), host, finding -> {
      throw new AssertionError(finding.toString());
    });
    Surroundings surroundings =
        new Surroundings(new Sysfs(sysfs), host, Database.EMPTY, new Builtins(Map.of(), notice -> {}), Outside.UNTOUCHED);
    return new Rules(book, surroundings, new Bystander(false), Rules.LIMIT);
  }
}
