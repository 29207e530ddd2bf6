/**
 * Carries out load plans: each module once, dependencies first and side by side, install commands in their place. Carries out removal
 * plans, keeps the record of what hotprobe itself loaded, and removes of that what nobody uses.
 *
 * <p>May import {@code resolve}, {@code modalias}, {@code module}, {@code uevent}, and {@code sysfs}: autoclean looks for devices that
 * hold a module or ask for it.
 */
package io.hotprobe.load;
