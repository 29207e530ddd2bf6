package io.hotprobe.lab;

/** The module tools of one maker, all in one directory of the guest. */
enum Toolset {
  KMOD("/usr/sbin"),
  HOTPROBE("/opt/tools");

  private final String directory;

  Toolset(String directory) {
    this.directory = directory;
  }

  String directory() {
    return directory;
  }
}
