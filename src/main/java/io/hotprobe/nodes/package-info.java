/**
 * What udevd does for a device after the rules have spoken: owner and mode of its node, links, tags, the database, names of network
 * interfaces, and the message to those who listen.
 *
 * <p>May import {@code rules}, {@code sysfs}, {@code module}, {@code uevent}.
 */
package io.hotprobe.nodes;
