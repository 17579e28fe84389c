/** The memory of an Erlang broker by its own account: a line of `vm.args` answers on a port of its own, after a collection. */
import { connect } from "node:net";

const timeoutMs = 30_000;
const longestAnswer = 65_536;

/** Collects every process, then answers each connection with total, processes, binary, ets and system bytes. */
export function erlangGaugeArgs(port: number): string {
  const fields = "[total,processes,binary,ets,system]";
  const answer = `lists:join(32,[integer_to_list(proplists:get_value(K,M)) || K <- ${fields}])`;
  const collect = "[erlang:garbage_collect(P) || P <- erlang:processes()]";
  const listen = `gen_tcp:listen(${port},[{ip,{127,0,0,1}},binary,{active,false},{reuseaddr,true}])`;
  const serve = `(fun F() -> {ok,S} = gen_tcp:accept(L), ${collect}, M = erlang:memory(), gen_tcp:send(S, ${answer}), gen_tcp:close(S), F() end)()`;
  return [
    // Else the port by which Erlang nodes find each other listens on every address.
    "-kernel inet_dist_use_interface {127,0,0,1}",
    `-eval "spawn(fun() -> {ok,L} = ${listen}, ${serve} end)."`,
    "",
  ].join("\n");
}

/** `erlang:memory(total)` after a collection, bytes. */
export async function readErlangTotal(port: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    let text = "";
    const socket = connect({ host: "127.0.0.1", port });
    socket.setEncoding("utf8");
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    socket.on("data", (part: string) => {
      text += part;
      if (text.length > longestAnswer) socket.destroy(new Error(`an answer of more than ${longestAnswer} bytes`));
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const total = Number(text.split(" ")[0]);
      if (text !== "" && Number.isSafeInteger(total)) resolve(total);
      else reject(new Error(`expected bytes, got ${JSON.stringify(text)}`));
    });
  });
}
