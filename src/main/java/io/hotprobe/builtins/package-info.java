/**
 * What udev brings along for rules to import: path_id, usb_id, input_id, hwdb, net_id and their like.
 *
 * <p>May import {@code rules}, {@code sysfs}, {@code module}, {@code uevent}.
 */
package io.hotprobe.builtins;
