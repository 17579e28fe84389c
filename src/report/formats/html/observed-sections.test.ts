import { expect, test } from "vitest";
import { fakeResult } from "../../../result/testing/fake-result.ts";
import { fakeLossyResult } from "../../../result/testing/fake-link-result.ts";
import {
  fakeHandshakeResult,
  fakeRetainedResult,
  fakeWillResult,
} from "../../../result/testing/fake-stepwise-results.ts";
import { shownRuns } from "../../charts/cases.ts";
import { observedSections } from "./observed-sections.ts";

test("each kind of observation is a section of its own, in one order, whatever the order of the results", () => {
  const results = [fakeLossyResult(), fakeRetainedResult(), fakeWillResult(), fakeHandshakeResult()];
  const ids = observedSections(shownRuns(results), []).map(({ id }) => id);
  expect(ids).toEqual(["accounts", "guarantees", "wills", "retained", "link", "outages"]);
  expect(observedSections(shownRuns([fakeResult()]), []).map(({ id }) => id)).toEqual(["accounts"]);
});

test("a promise is said to be kept or broken in words, and the rest of the cell stays", () => {
  const [section] = observedSections(shownRuns([fakeHandshakeResult()]), []);
  expect(section?.body).toContain('<span class="kept">kept</span>, 49 duplicate');
  expect(section?.body).toContain('<span class="broken">broken</span>, 2 lost');
});

test("what was resent is folded, what is to be said of it is not", () => {
  const [section] = observedSections(shownRuns([fakeHandshakeResult()]), []);
  expect(section?.body).toContain("<summary>what was resent at each step, careful</summary>");
  expect(section?.body).toMatch(/<li>not applicable: the broker closes the connection at QoS 2<\/li>/u);
});

test("what is otherwise than specified is marked, also where it begins a row", () => {
  const [section] = observedSections(shownRuns([fakeRetainedResult()]), []);
  expect(section?.body).toContain('<span class="broken">!</span> 2, retain flag');
  expect(section?.body).toContain('<span class="broken">!</span> replaced');
});
