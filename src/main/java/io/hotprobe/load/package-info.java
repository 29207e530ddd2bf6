/**
 * Carries out load plans: each module once, dependencies first and side by side, install commands in their place. Carries out removal
 * plans, keeps the record of what hotprobe itself loaded, and removes of that what nobody uses.
 *
 * <p>May import {@code resolve}, {@code module}, {@code sysfs} (which device holds a driver's module, and which instance of a module the
 * kernel holds, stands there only).
 */
package io.hotprobe.load;
