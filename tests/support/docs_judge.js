// Judges requests as the pages' script does: reads {script, method, requests}, one on each line, and answers each line with the verdicts.
const made = new Map();

function loaded(script) {
  if (!made.has(script)) {
    const module_ = { exports: {} };
    new Function("module", script)(module_);
    made.set(script, module_.exports);
  }
  return made.get(script);
}

require("readline").createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  const { script, method, requests } = JSON.parse(line);
  const verdicts = requests.map((params) => {
    const { faults, broken } = loaded(script).judge(method, params);
    return { faults: faults.map(({ slot, path }) => [slot, path]), broken: broken.map(({ id }) => id) };
  });
  process.stdout.write(JSON.stringify(verdicts) + "\n");
});
