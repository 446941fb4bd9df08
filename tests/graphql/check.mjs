// Holds a query, and answers to it, against GitHub's own schema. Run by tests/it/sync/schema.rs in a folder with the npm
// packages `graphql` and `@octokit/graphql-schema`: node check.mjs QUERY ANSWERS, where ANSWERS is a JSON array of the
// `data` of answers. Says what is wrong, or `valid`.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { buildSchema, execute, parse, validate } from "graphql";
import { schema as published } from "@octokit/graphql-schema";

const [queryFile, answersFile] = process.argv.slice(2);
// Some releases define a field twice, which does no harm here.
const schema = buildSchema(published.idl, { assumeValidSDL: true });
const document = parse(readFileSync(queryFile, "utf8"));
const wrong = validate(schema, document).map((error) => error.message);
if (wrong.length === 0) {
  const plain = (value) => JSON.parse(JSON.stringify(value));
  for (const [index, answer] of JSON.parse(readFileSync(answersFile, "utf8")).entries()) {
    // Each field is resolved by the name under which it is asked for, so that an answer plays the server.
    const result = await execute({
      schema,
      document,
      rootValue: answer,
      variableValues: { owner: "a", name: "b", number: 1, size: 50, cursor: null, subject: "s", comment: "c", body: "d" },
      fieldResolver: (source, _arguments, _context, info) => source[info.path.key],
      typeResolver: (value) => value.__typename ?? ("login" in value ? "User" : "PullRequest"),
    });
    wrong.push(...(result.errors ?? []).map((error) => `answer ${index}: ${error.message}`));
    if (!isDeepStrictEqual(plain(result.data), answer)) {
      wrong.push(`answer ${index}: it holds more, or less, than is asked for`);
    }
  }
}
console.log(wrong.length === 0 ? "valid" : wrong.slice(0, 20).join("\n"));
process.exitCode = wrong.length === 0 ? 0 : 1;
