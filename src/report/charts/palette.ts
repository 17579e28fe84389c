/** What a colour means: a QoS level, a broker, a side of a comparison, or one of several plain things; each with a dash and a marker. Pure. */

export type Family = "level" | "broker" | "side" | "outcome" | "plain";

/** The same thing looks the same in every chart of every report. */
export interface Look {
  readonly family: Family;
  /** Place in the family, from 0. */
  readonly index: number;
}

interface Shades {
  readonly light: readonly string[];
  readonly dark: readonly string[];
}

/** In each family told apart by full sight, without green, and in grey; families from each other by full sight and without green. */
export const palette: Readonly<Record<Family, Shades>> = {
  level: { light: ["#bd8b22", "#005f80", "#53000d"], dark: ["#ffdc9e", "#00afe9", "#ba3d43"] },
  broker: {
    light: ["#460249", "#00452f", "#6a4e00", "#7d52ad", "#be5f38", "#109d79"],
    dark: ["#945296", "#0e986e", "#c5930f", "#c99eff", "#ffb599", "#77ecc3"],
  },
  side: { light: ["#304500", "#b76bf2"], dark: ["#6b9400", "#ecd8ff"] },
  outcome: { light: ["#0a7a4b", "#8f1d12", "#8f8f8f"], dark: ["#7fe0b0", "#ff6b57", "#6f6f6f"] },
  plain: {
    light: ["#003313", "#603900", "#005a73", "#aa3e53", "#5e8800", "#9280f0"],
    dark: ["#278346", "#b48045", "#5ba5c3", "#ff8b9b", "#a6d75e", "#dedbff"],
  },
};

/** Brokers by name, so that each keeps its colour whichever others are there. */
const brokers = ["embedded", "mosquitto", "rabbitmq", "nats", "activemq", "ejabberd"];
const aliases: Readonly<Record<string, string>> = { aedes: "embedded", "nats-server": "nats" };

export function levelLook(qos: number): Look {
  return { family: "level", index: qos };
}

export function plainLook(index: number): Look {
  return { family: "plain", index };
}

/** 0: base; 1: head. */
export function sideLook(index: 0 | 1): Look {
  return { family: "side", index };
}

/** Kept, broken, or neither. */
export function outcomeLook(outcome: "good" | "bad" | "none"): Look {
  return { family: "outcome", index: outcome === "good" ? 0 : outcome === "bad" ? 1 : 2 };
}

/** undefined: not one of those that mqbench knows. */
export function brokerLook(name: string): Look | undefined {
  const index = brokers.indexOf(aliases[name.toLowerCase()] ?? name.toLowerCase());
  return index < 0 ? undefined : { family: "broker", index };
}

const dashes = ["", "7 3", "2 3", "9 3 2 3", "12 4", "4 2"] as const;
const markers = ["circle", "square", "triangle", "diamond", "cross", "ring"] as const;

export function dashOf({ index }: Look): string {
  return dashes[index % dashes.length] ?? "";
}

export function markerOf({ index }: Look): (typeof markers)[number] {
  return markers[index % markers.length] ?? "circle";
}

/** The light colour, as an attribute: what is left where a policy forbids styles. */
export function colorOf({ family, index }: Look): string {
  const { light } = palette[family];
  return light[index % light.length] ?? "currentColor";
}

/** The class that gives an element its colour by theme. */
export function classOf({ family, index }: Look): string {
  return `c-${family}${index % palette[family].light.length}`;
}

const families = Object.keys(palette).filter((name): name is Family => Object.hasOwn(palette, name));

/** A variable a look: what is drawn takes it as fill or as stroke. */
export function paletteStyle(theme: "light" | "dark"): string {
  return families
    .flatMap((family) => palette[family][theme].map((color, index) => `.${classOf({ family, index })}{--c:${color}}`))
    .join("");
}

/** From few to many (after Viridis): even steps of lightness, so that it reads in grey and without green, too. */
export const heatColors = ["#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b"] as const;
