package io.hotprobe.cli;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the kernel itself started this program, as it starts modprobe for what {@code request_module} wants. */
final class KernelCall {

  /** What a shell adds to the environment of the program it becomes. */
  private static final Set<String> OF_THE_SHELL = Set.of("PWD", "OLDPWD", "SHLVL", "_");

  private KernelCall() {}

  /**
   * True for the environment that the kernel gives (kernel/module/kmod.c, {@code call_modprobe}): {@code HOME=/}, {@code TERM=linux} and a
   * {@code PATH}, and nothing else.
   */
  static boolean is(Map<String, String> environment) {
    Set<String> names = new TreeSet<>(environment.keySet());
    names.removeAll(OF_THE_SHELL);
    return names.equals(Set.of("HOME", "TERM", "PATH")) && "/".equals(environment.get("HOME")) && "linux".equals(environment.get("TERM"));
  }
}
