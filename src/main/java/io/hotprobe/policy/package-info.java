/**
 * What may be loaded: lines that allow, deny, warn and prefer, and the verdict that names the one that decided.
 *
 * <p>May import {@code modalias}, {@code sysfs}, {@code module}, {@code uevent}.
 */
package io.hotprobe.policy;
