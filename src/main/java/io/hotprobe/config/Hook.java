package io.hotprobe.config;

/**
 * When, around the turn of a module, a command of the configuration runs. Beside these, {@code install} and {@code remove} name what
 * runs in place of inserting and removing.
 */
public enum Hook {
  PRE_INSTALL("pre-install"),
  POST_INSTALL("post-install"),
  PRE_REMOVE("pre-remove"),
  POST_REMOVE("post-remove");

  private final String keyword;

  Hook(String keyword) {
    this.keyword = keyword;
  }

  /** The directive that sets it, in modprobe.d as in modules.conf. */
  public String keyword() {
    return keyword;
  }
}
