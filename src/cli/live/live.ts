/** `--live`: a run shown as it goes, on a page of this machine, out of the progress that it makes anyway. */
import { openMetricsFamilies } from "../../report/formats/openmetrics.ts";
import type { RunResult } from "../../result/schema.ts";
import type { Plan } from "../../scenario/planning/plan.ts";
import type { RunWatcher } from "../run-watcher.ts";
import { parseLiveAddress } from "./live-address.ts";
import { LiveFeed } from "./live-feed.ts";
import { liveMetrics } from "./live-metrics.ts";
import { LiveServer } from "./live-server.ts";

export interface Live extends RunWatcher {
  readonly url: string;
}

/** `given`: true, PORT or HOST:PORT; `name`: the scenario's. Throws where the address cannot be had. */
export async function beginLive(given: string | true, name: string, plan: Plan): Promise<Live> {
  const feed: LiveFeed = new LiveFeed({ name, plan, tell: (event, data) => server.tell(event, data) });
  let followed: RunResult | null = null;
  // Written between trials, so that whoever asks costs a running trial little.
  let finished = "";
  const server = await LiveServer.begin(parseLiveAddress(given), {
    state: () => feed.state,
    metrics: () => liveMetrics(finished, feed.state, feed.running),
  });
  return {
    url: server.url,
    follow: (result) => {
      followed = result;
      feed.follow(result);
    },
    progress: (progress) => feed.progress(progress),
    saved: () => {
      finished = followed === null ? "" : openMetricsFamilies([followed]);
      feed.saved();
    },
    end: async (text) => await server.end({ text }),
  };
}
