// Writes the OpenAPI documents of three specs that TypeSpec's command line does not write.
//
// `routes` and `response/status-code-range` say a few things that OpenAPI cannot; the command then writes nothing,
// while the emitter itself leaves those out and gives the rest. `special-words` has a parameter named "constructor",
// which the emitter mistakes for an example of that name: JavaScript finds the function `Object` there and reads its
// length. With that length as 0 it is no example.
// usage: node documents.mjs FOLDER OUT
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, out] = process.argv.slice(2);
const modules = path.join(folder, "node_modules/@typespec");
const load = (name) => import(pathToFileURL(path.join(modules, name, "dist/src/index.js")).href);
const { compile, NodeHost } = await load("compiler");
const { getOpenAPI3 } = await load("openapi3");
Object.defineProperty(Object, "length", { value: 0 });

for (const spec of ["routes", "special-words", "response/status-code-range"]) {
  const program = await compile(NodeHost, path.join(modules, "http-specs/specs", spec, "main.tsp"), { noEmit: true });
  for (const version of ["3.0.0", "3.1.0", "3.2.0"]) {
    const [record] = await getOpenAPI3(program, { "openapi-versions": [version] });
    const target = path.join(out, spec.replaceAll("/", "__"), version);
    fs.mkdirSync(target, { recursive: true });
    fs.writeFileSync(path.join(target, "openapi.json"), JSON.stringify(record.document, null, 1));
  }
}
