/** ActiveMQ with its MQTT connector, read through the Java machine's attach socket. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { plainEnvironment } from "../../child-environment.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { BrokerLife, LaunchOptions } from "./broker-life.ts";
import { findExecutable, findProgram, isFile } from "../../machine/find-program.ts";
import { readOrExplain } from "../gauges/gauge-probe.ts";
import { collectedHeapBytes } from "../gauges/java-heap.ts";

const home = "/usr/share/activemq";
const launcher = join(home, "bin/activemq.jar");
const mainClass = "org.apache.activemq.console.Main";
/** Libraries without which Debian's package listens, and closes every MQTT connection. */
const codecJars = ["mqtt-client.jar", "hawtdispatch.jar"].map((name) => join("/usr/share/java", name));
const codecPackage = "libmqtt-client-java";

/** What it looks for on the machine. */
interface Installed {
  readonly isFile: (path: string) => boolean;
  readonly findJava: () => string | undefined;
}

export const activemq = activemqOf({ isFile, findJava });

export function activemqOf(installed: Installed): BrokerLife {
  return {
    packages: ["activemq", codecPackage],
    missing: () => [
      ...(installed.isFile(launcher) ? [] : ["activemq"]),
      ...(codecJars.every(installed.isFile) ? [] : [codecPackage]),
      ...(installed.findJava() === undefined ? ["default-jre-headless"] : []),
    ],
    find: () => ([launcher, ...codecJars].every(installed.isFile) ? installed.findJava() : undefined),
    version: async (program) =>
      await new Promise((resolve) => {
        const args = [`-Dactivemq.home=${home}`, "-cp", launcher, mainClass, "--version"];
        execFile(program, args, { timeout: 20_000, env: plainEnvironment() }, (_error, stdout) =>
          resolve(/ActiveMQ (\d\S*)/u.exec(stdout)?.[1] ?? null),
        );
      }),
    portsNeeded: 1,
    launch(options) {
      const {
        program,
        folder,
        ports: [port = 0],
      } = options;
      const endpoint = loopbackEndpoint(port);
      return {
        command: program,
        args: [
          "-Xms64m",
          "-Xmx2g",
          // Else a file of counters in /tmp, which stays when the machine is killed.
          "-XX:-UsePerfData",
          "-Djava.awt.headless=true",
          `-Dlog4j.configuration=file:${folder}/log4j.properties`,
          `-Dactivemq.home=${home}`,
          `-Dactivemq.base=${folder}`,
          `-Dactivemq.conf=${folder}`,
          `-Dactivemq.data=${folder}/data`,
          `-Djava.io.tmpdir=${folder}`,
          "-cp",
          launcher,
          mainClass,
          "start",
          `xbean:file:${folder}/activemq.xml`,
        ],
        env: {},
        files: { "activemq.xml": configuration(options), "log4j.properties": logging },
        links: Object.fromEntries(codecJars.map((jar) => [join("lib", jar.slice(jar.lastIndexOf("/") + 1)), jar])),
        configurationFiles: ["activemq.xml"],
        stopSignal: "SIGTERM",
        // The attach socket, which stays when the machine is killed.
        afterwards: 'rm -f -- "/tmp/.java_pid$1"',
        endpoint,
        startTimeoutMs: 60_000,
        openGauges: async (pid) => ({
          read: async (isCollected) =>
            await readOrExplain("ActiveMQ's heap", async () =>
              isCollected ? { heapBytes: await collectedHeapBytes(pid) } : {},
            ),
          close: async () => undefined,
        }),
      };
    },
  };
}

function findJava(): string | undefined {
  return findProgram("java") ?? findExecutable(["/usr/lib/jvm/default-java/bin/java"]);
}

const logging = [
  "log4j.rootLogger=WARN, c",
  "log4j.appender.c=org.apache.log4j.ConsoleAppender",
  "log4j.appender.c.layout=org.apache.log4j.PatternLayout",
  "log4j.appender.c.layout.ConversionPattern=%d %p %c{1} %m%n",
  "",
].join("\n");

/** The addresses of the schemas are names, resolved inside the package: nothing is fetched. */
function configuration({ folder, config, subscriberWindow, ports: [port = 0] }: LaunchOptions): string {
  const isTuned = config === "tuned";
  const uri = isTuned
    ? `mqtt://127.0.0.1:${port}?maximumConnections=100000&amp;wireFormat.maxFrameSize=104857600&amp;transport.activeMQSubscriptionPrefetch=${subscriberWindow}`
    : `mqtt://127.0.0.1:${port}?maximumConnections=1000&amp;wireFormat.maxFrameSize=104857600`;
  const policies = isTuned
    ? ` <destinationPolicy><policyMap><policyEntries>
  <policyEntry topic="&gt;" producerFlowControl="false">
   <pendingSubscriberPolicy><vmCursor/></pendingSubscriberPolicy>
   <pendingMessageLimitStrategy><constantPendingMessageLimitStrategy limit="-1"/></pendingMessageLimitStrategy>
  </policyEntry></policyEntries></policyMap></destinationPolicy>
 <systemUsage><systemUsage><memoryUsage><memoryUsage limit="1 gb"/></memoryUsage></systemUsage></systemUsage>
`
    : "";
  const persistence = isTuned ? "false" : "true";
  return `<beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd
  http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
<broker xmlns="http://activemq.apache.org/schema/core" brokerName="mqbench" dataDirectory="${folder}/data" persistent="${persistence}" useJmx="false" schedulerSupport="false">
${policies} <transportConnectors><transportConnector name="mqtt" uri="${uri}"/></transportConnectors>
</broker></beans>
`;
}
