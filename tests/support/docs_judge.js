// Judges requests as the pages' script does: reads {script, method, requests} from standard input, writes the verdicts.
const fs = require("fs");
const { script, method, requests } = JSON.parse(fs.readFileSync(0, "utf8"));
const module_ = { exports: {} };
new Function("module", script)(module_);
const verdicts = requests.map((params) => {
  const { faults, broken } = module_.exports.judge(method, params);
  return { faults: faults.map(({ slot, path }) => [slot, path]), broken: broken.map(({ id }) => id) };
});
process.stdout.write(JSON.stringify(verdicts));
