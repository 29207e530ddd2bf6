/**
 * What the administrator says about modules: the files of modprobe.d or a modules.conf of old, the soft dependencies of the module
 * directory and the kernel command line, read into one immutable {@link io.hotprobe.config.ModprobeConfig}.
 *
 * <p>May import {@code module}, {@code modalias} and {@code sysfs}.
 */
package io.hotprobe.config;
