/**
 * Devices and modules as sysfs shows them, under a movable root, and the replay of devices as uevents.
 *
 * <p>JDK only; may import {@code module}, {@code uevent}.
 */
package io.hotprobe.sysfs;
