/** Every metric that is not of one load alone, a row each; those of one load are in its file. */
import { connectionMetrics } from "./connection-metrics.ts";
import { account, cost, latency, lessReadLag, linkFigure, rate, resource, varyingAccount } from "./metric-info.ts";
import type { MetricRow } from "./metric-info.ts";

const due = { metrics: ["intended"], word: "intended" };
/** An exchange ends as one of these three: they sum to what was sent at QoS 1 and 2. */
const exchanged = { metrics: ["acknowledged", "refused", "unfinished"], word: "sent" };
const expected = { metrics: ["expectedDeliveries"], word: "expected" };
const connected = { metrics: ["connected"], word: "connected" };

export const sharedMetrics = {
  pacingDelay: latency(
    "pacing delay",
    "intended send → taken up by the pacer: mqbench's own lag, also where a full window then held the message",
  ),
  publishDelay: latency("publish delay", "intended send → handed to the socket, waits for the window included"),
  serviceTime: latency("service time", "handed to the socket → handshake complete (PUBACK, or PUBCOMP at QoS 2)", {
    sensors: 1,
    compared: ["p50", "p99"],
  }),
  readLag: latency(
    "read lag",
    "an answer handed to the kernel → read by the sending thread that slept upon it: mqbench's own, by probes beside the load",
    { loads: "probed" },
  ),
  readLagAtWork: latency(
    "read lag at work",
    "the same for an answer to what was sent when the thread had just read something, such as PUBREL",
    { sensors: 1 },
  ),
  serviceTimeLessReadLag: lessReadLag("serviceTime", "service time", { sensors: 1 }),
  publishLatency: latency("publish latency", "intended send → handshake complete: publish delay + service time", {
    sensors: 1,
  }),
  publishLeg: latency("first leg", "PUBLISH → PUBACK (QoS 1) or PUBREC (QoS 2)", { sensors: 1 }),
  publishLegLessReadLag: lessReadLag("publishLeg", "first leg", { sensors: 1 }),
  turnaround: latency("turnaround", "our own PUBREC → PUBREL, from reading to handing over", { sensors: 2 }),
  releaseLeg: latency("second leg", "PUBREL → PUBCOMP", { sensors: 2 }),
  releaseLegLessReadLag: lessReadLag("releaseLeg", "second leg", { sensors: 2 }),
  endToEndLatency: latency("end-to-end latency", "intended send → PUBLISH parsed at the subscriber", {
    subscribers: 0,
    needs: "identity",
    compared: ["p50", "p99"],
  }),
  released: latency(
    "released",
    "intended send → PUBREL at the subscriber (QoS 2): when the message may be used once and only once",
    { subscribers: 2, needs: "identity" },
  ),
  connectLatency: latency("connect latency", "intended connect → CONNACK", { loads: "watched" }),
  pingRoundTrip: latency("PINGREQ round trip", "PINGREQ → PINGRESP", { loads: "watched", compared: ["p50", "p99"] }),
  pingRoundTripLessReadLag: lessReadLag("pingRoundTrip", "PINGREQ round trip", { loads: "probed" }),
  outageLatency: latency(
    "latency through an outage",
    "intended send → handshake complete (sent, at QoS 0), of messages that an outage of their sensor held up",
  ),
  reconnectTime: latency("reconnect time", "connection cut or lost → CONNACK again", {
    loads: "watched",
    needs: "return",
    whileRunning: "unknown",
    isByGroup: true,
  }),
  recoveryTime: latency("recovery time", "connection cut or lost → first message acknowledged after it", {
    sensors: 1,
    needs: "return",
    whileRunning: "unknown",
  }),
  intended: account("intended", "neither", "messages due in measure", { whileRunning: "grows" }),
  sent: account("sent", "neither", "of these, handed to the socket", { whileRunning: "grows", outOf: due }),
  unsent: account(
    "unsent",
    "lower",
    "of these, never handed to the socket: window full or connection down to the end",
    { outOf: due },
  ),
  acknowledged: account("acknowledged", "neither", "handshakes completed", {
    sensors: 1,
    whileRunning: "grows",
    outOf: exchanged,
  }),
  refused: account("refused", "lower", "ended by a reason code of 0x80 or above", {
    sensors: 1,
    whileRunning: "grows",
    outOf: exchanged,
  }),
  unfinished: account("unfinished", "lower", "not ended when drain ended", { sensors: 1, outOf: exchanged }),
  overruns: varyingAccount(
    "overruns",
    "lower",
    "sends that were due but could not start: window full, connection down or socket not drained",
    { whileRunning: "grows", outOf: due },
  ),
  delayedByOutage: varyingAccount(
    "delayed by an outage",
    "lower",
    "messages due before their sensor was back from an outage, and sent or acknowledged after it",
    { needs: "return", whileRunning: "grows", outOf: due },
  ),
  expectedDeliveries: account("expected", "neither", "messages sent and not refused × matching receivers", {
    subscribers: 0,
  }),
  delivered: account("delivered", "neither", "distinct messages seen, summed over receivers", {
    subscribers: 0,
    outOf: expected,
  }),
  lost: account(
    "lost",
    "lower",
    "expected deliveries never seen, by joining what each sensor sent with what was seen",
    { subscribers: 0, outOf: expected },
  ),
  lostAcknowledged: account(
    "acknowledged, then lost",
    "lower",
    "of the deliveries lost to receivers of QoS 1 and 2, those of messages whose handshake was complete: a broken promise",
    { subscribers: 1, needs: "identity", outOf: { metrics: ["acknowledged"], word: "acknowledged" } },
  ),
  altered: account(
    "altered",
    "lower",
    "deliveries with another topic, length or content than was sent: in no other figure, and lost where none came as it was sent",
    { subscribers: 0, needs: "identity", whileRunning: "grows", outOf: expected },
  ),
  duplicate: account(
    "duplicate",
    "lower",
    "messages delivered again to the same receiver, or to another member of its shared subscription",
    {
      subscribers: 0,
      needs: "identity",
      whileRunning: "grows",
      outOf: expected,
    },
  ),
  reordered: account("reordered", "lower", "messages that arrived after a later one of the same sensor", {
    subscribers: 0,
    needs: "identity",
    whileRunning: "grows",
    outOf: expected,
  }),
  foreignDeliveries: varyingAccount(
    "of strangers",
    "neither",
    "deliveries of none of the trial's messages: published by others to its topics, or kept by the broker from before; in no other account, rate or latency",
    { subscribers: 0, needs: "identity", isByGroup: false, isCount: false },
  ),
  offeredRate: rate("offered", "neither", "messages due in measure ÷ measure"),
  acknowledgedRate: rate("acknowledged", "higher", "handshakes completed within measure ÷ measure", {
    sensors: 1,
    outOf: exchanged,
    compared: ["value"],
  }),
  deliveredRate: rate("delivered", "higher", "distinct messages delivered within measure ÷ measure", {
    subscribers: 0,
    outOf: expected,
    compared: ["value"],
  }),
  packetsPerMessage: cost("packets", "count", "MQTT control packets a message, sensor's hop"),
  roundTripsPerMessage: cost("round trips", "count", "legs a message, sensor's hop"),
  wireBytesPerMessage: cost("wire bytes", "bytes", "MQTT bytes a message, both directions, sensor's hop"),
  wireBytesUpPerMessage: cost("bytes up", "bytes", "MQTT bytes a message from the sensor to the broker"),
  wireBytesDownPerMessage: cost("bytes down", "bytes", "MQTT bytes a message from the broker to the sensor"),
  overheadPerMessage: cost("overhead", "ratio", "(wire bytes − payload bytes) ÷ payload bytes, sensor's hop"),
  packetsPerDelivery: cost("packets", "count", "MQTT control packets a delivery, subscriber's hop", { subscribers: 0 }),
  roundTripsPerDelivery: cost("round trips", "count", "legs a delivery, subscriber's hop", {
    subscribers: 0,
  }),
  wireBytesPerDelivery: cost("wire bytes", "bytes", "MQTT bytes a delivery, both directions, subscriber's hop", {
    subscribers: 0,
  }),
  wireBytesUpPerDelivery: cost("bytes up", "bytes", "MQTT bytes a delivery from the subscriber to the broker", {
    subscribers: 0,
  }),
  wireBytesDownPerDelivery: cost("bytes down", "bytes", "MQTT bytes a delivery from the broker to the subscriber", {
    subscribers: 0,
  }),
  overheadPerDelivery: cost("overhead", "ratio", "(wire bytes − payload bytes) ÷ payload bytes, subscriber's hop", {
    subscribers: 0,
  }),
  ...connectionMetrics,
  serviceTimeLessLink: linkFigure(
    "service time p50 less the link's own",
    "median service time less what the link adds by itself to its round trips: what the delay that was asked for leaves",
  ),
  outages: account("outages", "lower", "connections lost while the load ran", { loads: "watched", outOf: connected }),
  recoveryPacketsPerOutage: resource(
    "packets an outage",
    "count",
    "packets resent on the sensor's hop and packets to connect again ÷ outages",
    { loads: "watched", needs: "return", completeWith: "return" },
  ),
  recoveryBytesPerOutage: resource("bytes an outage", "bytes", "MQTT bytes of the same ÷ outages", {
    loads: "watched",
    needs: "return",
    completeWith: "return",
  }),
  connected: account("connected", "higher", "clients whose CONNACK accepted them", {
    loads: "every load",
  }),
  dropped: account("dropped", "lower", "connections that ended before they were told to", {
    loads: "watched",
    outOf: connected,
  }),
  brokerCpuPerMessage: resource("broker CPU", "ns", "CPU time of the broker's process ÷ messages sent, over measure", {
    compared: ["value"],
    completeWith: "work",
  }),
  brokerCpuPeak: resource(
    "broker CPU, peak",
    "ratio",
    "most cores that the broker's process used in a second of measure",
    {
      loads: "watched",
      whileRunning: "grows",
    },
  ),
  brokerRssPeak: resource("broker RSS, peak", "bytes", "largest resident memory of the broker's process in measure", {
    loads: "watched",
    whileRunning: "grows",
    compared: ["value"],
  }),
  brokerHeapPeak: resource(
    "broker heap, peak",
    "bytes",
    "largest heap and external memory the broker itself stated in measure",
    { loads: "watched", whileRunning: "grows" },
  ),
  brokerInflightPeak: resource(
    "broker inflight, peak",
    "count",
    "most messages inflight the broker itself stated in measure",
    { loads: "watched", whileRunning: "grows" },
  ),
  brokerRunDelay: resource(
    "broker run delay",
    "ratio",
    "time that the broker's threads were ready to run and had no CPU, added up over threads ÷ measure: 100 % is one thread that waits all the time",
    { loads: "watched" },
  ),
  generatorCpuPerMessage: resource(
    "generator CPU",
    "ns",
    "CPU time of mqbench's process ÷ messages sent, over measure",
    { completeWith: "work" },
  ),
  generatorCpu: resource("generator CPU, cores", "ratio", "cores that mqbench's process used in measure", {
    loads: "watched",
  }),
  generatorRssPeak: resource(
    "generator RSS, peak",
    "bytes",
    "largest resident memory of mqbench's process in measure",
    { loads: "watched", whileRunning: "grows" },
  ),
  sendingRunDelay: resource(
    "run delay",
    "ratio",
    "share of measure in which a sending thread was ready to run and had no CPU, the worst thread",
    { loads: "watched" },
  ),
  eventLoopDelay: resource(
    "event-loop delay p99",
    "ns",
    "99th percentile of a sending thread's event-loop delay in measure, the worst thread",
    { loads: "watched" },
  ),
} as const satisfies Readonly<Record<string, MetricRow>>;
