/**
 * Builds the files of a module directory from its modules: {@code modules.dep}, {@code modules.alias} and their fellows, text and
 * binary, as kmod's depmod does.
 */
package io.hotprobe.depmod;
