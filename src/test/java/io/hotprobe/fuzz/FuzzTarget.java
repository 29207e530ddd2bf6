package io.hotprobe.fuzz;

import io.hotprobe.builtins.BuiltinsTargets;
import io.hotprobe.config.ConfigTargets;
import io.hotprobe.daemon.DaemonTargets;
import io.hotprobe.journal.JournalTargets;
import io.hotprobe.module.ModuleTargets;
import io.hotprobe.nodes.NodesTargets;
import io.hotprobe.policy.PolicyTargets;
import io.hotprobe.rules.RulesTargets;
import io.hotprobe.uevent.UeventTargets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The parsers that are fuzzed. To add one, write a method that takes any bytes, puts them through the parser, checks what comes out and
 * throws for nothing that the parser promises, and name it here; inputs to begin with go to {@link #corpus}.
 */
public enum FuzzTarget {
  UEVENT(UeventTargets::uevent),
  RECORDING(UeventTargets::recording),
  MODPROBE_D(ConfigTargets::modprobeD),
  MODULES_CONF(ConfigTargets::modulesConf),
  COMMAND_LINE(ConfigTargets::commandLine),
  RULES(RulesTargets::rules),
  POLICY(PolicyTargets::policy),
  INDEX(ModuleTargets::index),
  ELF(ModuleTargets::elf),
  MODINFO(ModuleTargets::modinfo),
  UDEV_DATABASE(NodesTargets::database),
  UDEV_MESSAGE(NodesTargets::message),
  HWDB(BuiltinsTargets::hwdb),
  LINK(BuiltinsTargets::link),
  CONTROL_REQUEST(DaemonTargets::controlRequest),
  HISTORY(JournalTargets::history);

  private final Parser parser;

  /** Puts bytes through a parser. */
  @FunctionalInterface
  interface Parser {
    /** Throws when the parser broke its promise. */
    void parse(byte[] bytes) throws Exception;
  }

  FuzzTarget(Parser parser) {
    this.parser = parser;
  }

  /** In lower case with dashes, as the command names it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Where the inputs are kept that reach all there is to reach, one a file. */
  public Path corpus() {
    return Path.of("src/test/resources/fuzz", id());
  }

  /** Puts bytes through its parser. */
  public void parse(byte[] bytes) throws Exception {
    parser.parse(bytes);
  }

  /** The one of that id. */
  static FuzzTarget of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
