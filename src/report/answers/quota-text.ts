/** What the cases of a plan ask of a service's quotas, as text. */
import type { Service } from "../../scenario/money/service-files.ts";
import { findingsOfQuotas, levelsAsked } from "../../scenario/planning/quotas.ts";
import type { QuotaFinding } from "../../scenario/planning/quotas.ts";
import type { PlannedCase } from "../../scenario/planning/plan.ts";
import type { Quotas } from "../../scenario/money/quota-keys.ts";
import { absent, formatCount } from "../format.ts";
import { fittedLines } from "../report-table.ts";

/** What to do about a quota that would be exceeded: in its scenario, since a service's quotas are its own. */
const nextSteps: Readonly<Record<QuotaFinding["measure"], string>> = {
  connections: "use fewer sensors and subscribers",
  "publishes from a connection": "let each sensor send more seldom",
  "publishes both ways of a connection": "let sensors send more seldom, or spread the topics over more subscribers",
  "subscriptions of a connection": "give clients fewer subscriptions",
  "unacknowledged messages of a connection": "use a smaller sensors.window",
  "connects of a client id": "use a longer session.reconnect.delay, or less jitter",
  "publishes from devices in all": "send more seldom, or with arrival even",
  "publishes both ways in all": "send more seldom, or to fewer subscribers",
  "bytes from devices in all": "use a smaller payload, or send more seldom",
};

interface QuotaAnswer {
  readonly text: string;
  /** No quota is exceeded that is known before the run, and each level is there. */
  readonly isKept: boolean;
}

export function renderQuotas(service: Service, quotas: Quotas, cases: readonly PlannedCase[]): QuotaAnswer {
  const told = cases.map((planned) => caseAnswer(service, quotas, planned));
  const heading = `quotas of ${service.name}, read ${quotas.read}: ${quotas.sources.join(", ")}`;
  const blocks = [[heading], ...told.map(({ lines }) => lines)].map((lines) => lines.join("\n"));
  return { text: `${blocks.join("\n\n")}\n`, isKept: told.every(({ isKept }) => isKept) };
}

function caseAnswer(
  { levels }: Service,
  quotas: Quotas,
  { id, scenario }: PlannedCase,
): { readonly lines: readonly string[]; readonly isKept: boolean } {
  const found = findingsOfQuotas(scenario, quotas);
  const missing = levelsAsked(scenario).filter((level) => !levels.includes(level));
  const exceeded = found.filter(({ isKept }) => isKept === false);
  const rows = found.map((finding) => [
    `  ${finding.measure}`,
    finding.asked === null ? absent : rateText(finding.asked, finding),
    limitText(finding, quotas.unit),
    finding.isKept === null ? "not known" : finding.isKept ? "kept" : "exceeded",
  ]);
  return {
    lines: [
      ...(id === "" ? [] : [id]),
      ...fittedLines({ heading: ["  quota", "asked", "allowed", ""], rows }, 2),
      ...missing.map((level) => `  problem: there is no QoS ${level}; the service has ${levels.join(", ")}`),
      ...exceeded.flatMap(({ measure }) => [
        `  problem: ${measure}: more than is allowed`,
        `  hint: ${nextSteps[measure]}`,
      ]),
    ],
    isKept: exceeded.length === 0 && missing.length === 0,
  };
}

function limitText(finding: QuotaFinding, unit: string | undefined): string {
  const { most, units } = finding;
  if (unit === undefined || units === null) return rateText(most, finding);
  return `${rateText(most, finding)} a ${unit}: ${formatCount(units)} needed`;
}

function rateText(value: number, { isRate }: QuotaFinding): string {
  return `${formatCount(value)}${isRate ? "/s" : ""}`;
}
