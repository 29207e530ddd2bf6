package io.hotprobe.policy;

import io.hotprobe.module.ModuleName;
import io.hotprobe.sysfs.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A device for tests, with what is present beside it. */
public final class FakeDevice implements DeviceFacts, Presence {

  public static final String STICK = "usb:v0781p5567d0100dc00dsc00dp00ic08isc06ip50in00";
  public static final String CARD = "pci:v000010DEd00001B80sv00001043sd000085AAbc03sc00i00";

  private final String modalias;
  private final Map<String, String> properties = new HashMap<>();
  private final List<FakeDevice> others = new ArrayList<>();
  private final List<String> live = new ArrayList<>();
  private String subsystem = "";
  private String devpath = "/devices/x";
  private Occasion occasion = Occasion.INSERTED;
  private Device device;

  public FakeDevice(String modalias) {
    this.modalias = modalias;
    properties.put("MODALIAS", modalias);
  }

  public static FakeDevice stick() {
    return new FakeDevice(STICK).on("usb", "/devices/pci0000:00/usb1/1-1/1-1:1.0").with("DEVTYPE", "usb_interface");
  }

  public FakeDevice on(String bus, String place) {
    subsystem = bus;
    devpath = place;
    return this;
  }

  public FakeDevice with(String property, String value) {
    properties.put(property, value);
    return this;
  }

  public FakeDevice at(Occasion when) {
    occasion = when;
    return this;
  }

  public FakeDevice shown(Device inSysfs) {
    device = inSysfs;
    return this;
  }

  public FakeDevice beside(FakeDevice other) {
    others.add(other);
    return this;
  }

  public FakeDevice live(String module) {
    live.add(module);
    return this;
  }

  public String modalias() {
    return modalias;
  }

  @Override
  public Occasion occasion() {
    return occasion;
  }

  @Override
  public String devpath() {
    return devpath;
  }

  @Override
  public String subsystem() {
    return subsystem;
  }

  @Override
  public String property(String name) {
    return properties.get(name);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public Presence presence() {
    return this;
  }

  @Override
  public boolean device(Predicate<DeviceFacts> wanted) {
    return wanted.test(this) || others.stream().anyMatch(wanted);
  }

  @Override
  public boolean live(Predicate<ModuleName> wanted) {
    return live.stream().map(ModuleName::new).anyMatch(wanted);
  }
}
