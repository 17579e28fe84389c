/** Lint: correctness and suspicion as errors, small files, and the floors of layers.json as import bans. */
import { readFileSync } from "node:fs";

const { floors } = JSON.parse(readFileSync(new URL("layers.json", import.meta.url), "utf8"));
const packages = [...new Set(floors.flatMap(({ doors }) => doors)), "aedes"];
const order = [1, 2, 3, 4, 5, 6, 7, 8]
  .map((rank) => floors.filter((floor) => floor.rank === rank))
  .map((same) => same.map(({ folder }) => folder).join(", "))
  .join(" < ");

const noEntry = { regex: "/(?:bin|index)\\.ts$", message: "no barrels; bin.ts is nobody's import" };

function noPackage(names) {
  const message = "a third-party package enters through the folder that owns its job";
  return { regex: `^(?:${names.join("|")})(?:/|$)`, message };
}

/** A floor imports lower ranks, and of its own rank itself alone. */
function floorRules({ folder, rank, doors, never = [] }) {
  const banned = floors.filter(
    (other) => other.folder !== folder && (other.rank >= rank || never.includes(other.folder)),
  );
  const patterns = [noPackage(packages.filter((name) => !doors.includes(name))), noEntry];
  if (banned.length > 0)
    patterns.push({
      regex: `(?:^|/)\\.\\./(?:${banned.map((other) => other.folder).join("|")})/`,
      message: `src/${folder} may import lower ranks only: ${order}`,
    });
  return { files: [`src/${folder}/**/*.ts`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

const small = { skipBlankLines: true, skipComments: true };

export default {
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "vitest"],
  ignorePatterns: ["dist/**", "coverage/**", "node_modules/**"],
  categories: { correctness: "error", suspicious: "error" },
  rules: {
    "no-console": "error",
    "max-lines": ["error", { max: 300, ...small }],
    "max-lines-per-function": ["error", { max: 80, ...small }],
    "import/no-cycle": "error",
    "import/no-named-as-default-member": "off",
    "import/no-unassigned-import": "off",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/consistent-type-imports": "error",
    "no-restricted-imports": ["error", { patterns: [noPackage(packages)] }],
    "typescript/consistent-return": "off",
    "unicorn/consistent-function-scoping": "off",
    "promise/always-return": "off",
    "unicorn/require-post-message-target-origin": "off",
  },
  overrides: [
    ...floors.map(floorRules),
    // The embedded broker's own process is aedes.
    {
      files: ["src/broker/brokers/embedded-process.ts", "src/broker/brokers/embedded-listener.ts"],
      rules: { "no-restricted-imports": "off", "no-underscore-dangle": "off" },
    },
    {
      files: ["src/*.ts"],
      rules: { "no-restricted-imports": ["error", { patterns: [noPackage(packages)] }] },
    },
    {
      files: ["**/*.test.ts", "test/**/*.ts", "bench/**/*.ts", "site/**/*.ts", "src/**/testing/*.ts"],
      rules: { "max-lines-per-function": "off", "no-restricted-imports": "off" },
    },
  ],
};
