/** Each scenario of scenarios/ shortened to seconds, with what it needs to answer its question: the words of the command. */

/** `run SCENARIO` and these words; of `capacity`: `capacity SCENARIO`. */
const mosquitto = ["--broker", "mosquitto"];

export const shortenedRuns: Readonly<Record<string, readonly string[]>> = {
  "100k-idle": set([
    "broker.instances=2",
    "sensors.count=10000",
    "keepalive=10s",
    "phases.warmup=2s",
    "phases.measure=15s",
  ]),
  "100k-sensors": set([
    "broker.instances=2",
    "sensors.count=2000",
    "sensors.every=5s",
    "phases.warmup=2s",
    "phases.measure=10s",
    'thresholds=["lost == 0", "duplicate == 0"]',
  ]),
  "10k-sensors-qos2": set(["sensors.count=1000", "phases.warmup=2s", "phases.measure=10s"], mosquitto),
  "authenticated-fleet": set(["sensors.count=200", "sensors.every=1s", "phases.warmup=2s", "phases.measure=8s"]),
  "broker-restart": set(["sensors.count=100", "phases.warmup=2s", "phases.measure=12s"]),
  brokers: set([
    "sensors.count=100",
    "phases.warmup=1s",
    "phases.measure=3s",
    "sweep.broker=[embedded, mosquitto, nats]",
  ]),
  capacity: set(["phases.measure=2s", "sensors.count=100"], [...mosquitto, "--until", "publishLatency.p99 < 20ms"]),
  churn: set(["load.rate=50/s", "load.for=10s", "sensors.count=200", "keepalive=4s"], mosquitto),
  commands: set(["load.for=12s"], mosquitto),
  day: set([], [...mosquitto, "--quick"]),
  "fleet-actuator": [],
  "fleet-alarm": [],
  "fleet-camera": [],
  "fleet-cost": [],
  "fleet-meter": [],
  "fleet-tracker": [],
  "handshake-faults": set([
    "sensors.count=10",
    "load.withhold=2s",
    "sweep.broker=[embedded, mosquitto, nats, rabbitmq]",
  ]),
  "idle-connections": set(["load.levels=[0, 500, 1000, 2000]", "sensors.count=2000"], mosquitto),
  "inflight-memory": set(["load.levels=[0, 2000, 4000]", "load.settle=200ms", "load.sample=300ms"], mosquitto),
  "last-will": set(["sensors.count=50"], mosquitto),
  "lossy-fleet": set(
    ["sensors.count=100", "sensors.link.cut.rate=12/min", "phases.warmup=2s", "phases.measure=10s"],
    mosquitto,
  ),
  "mqtt5-cost": set(["phases.measure=4s"]),
  "qos-cost": set(["sensors.count=200", "phases.measure=5s"], mosquitto),
  "reconnect-storm": set(
    ["sensors.count=300", "sensors.every=1s", "sensors.link.cut.at=3s", "phases.warmup=2s", "phases.measure=12s"],
    mosquitto,
  ),
  retained: set(["sensors.count=200", "subscribers.each.count=200"], mosquitto),
  "several-messages": set(["sensors.count=100", "phases.measure=5s"], mosquitto),
  "shared-subscription": set(["sensors.count=100", "subscribers.leave.after=4s", "phases.measure=8s"]),
  "slow-link": set(["phases.measure=8s"], mosquitto),
  smoke: mosquitto,
  soak: set(["sensors.count=500", "sensors.every=1s", "phases.warmup=5s", "phases.measure=11min"]),
  transports: set(["sensors.count=50", "phases.measure=4s"], mosquitto),
};

function set(keys: readonly string[], words: readonly string[] = []): readonly string[] {
  return [...words, ...keys.flatMap((each) => ["--set", each])];
}
