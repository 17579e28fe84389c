import { expect, it } from "vitest";
import { hideEnvironment, substituteEnvironment } from "./environment-values.ts";

const environment = { BROKER_USER: "ann", BROKER_PASSWORD: "p@ss/w0rd$&", EMPTY: "" };

it("writes the value of a variable for its name, several times in one text", () => {
  expect(substituteEnvironment("mqtt://${BROKER_USER}:x@h/${BROKER_USER}", environment)).toEqual({
    text: "mqtt://ann:x@h/ann",
  });
  expect(substituteEnvironment("a${EMPTY}b", environment)).toEqual({ text: "ab" });
});

it("names a variable that is not set; what is no name of one stays", () => {
  expect(substituteEnvironment("${MISSING} ${BROKER_USER}", environment)).toEqual({ unset: "MISSING" });
  expect(substituteEnvironment("sensors/{id}/${lower}/$${BROKER_USER}", environment)).toEqual({
    text: "sensors/{id}/${lower}/${BROKER_USER}",
  });
});

it("hides a value again in every form that a text may have it in", () => {
  substituteEnvironment("${BROKER_PASSWORD}", environment);
  const shown = (text: string) => hideEnvironment(`at mqtt://u:${text}@h`);
  for (const form of ["p@ss/w0rd$&", "p%40ss%2Fw0rd%24%26"])
    expect(shown(form)).toBe("at mqtt://u:${BROKER_PASSWORD}@h");
  expect(hideEnvironment("p@ss/w0rd$&")).toBe("${BROKER_PASSWORD}");
});

it("does not take a short value for a secret where it is a part of a word", () => {
  substituteEnvironment("${BROKER_USER}", environment);
  expect(hideEnvironment("banner")).toBe("banner");
  expect(hideEnvironment("ann")).toBe("${BROKER_USER}");
});
