// Prints every scenario of TypeSpec's spector as one line of JSON: the requests its server expects, in order.
// usage: node scenarios.mjs FOLDER BASE_URL      (FOLDER holds node_modules with @typespec/http-specs)
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, baseUrl] = process.argv.slice(2);
const modules = path.join(folder, "node_modules/@typespec");
const load = (file) => import(pathToFileURL(file).href);
const { expandDyns } = await load(path.join(modules, "spec-api/dist/index.js"));
const config = { baseUrl };

function plain(value) {
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function bodyOf(body) {
  if (body === undefined) return null;
  if ("kind" in body) return { contentType: body.contentType, parts: plain(body.parts ?? {}), files: plain(body.files ?? []) };
  const raw = body.rawContent;
  const content = raw === undefined || typeof raw === "string" || Buffer.isBuffer(raw) ? raw : raw.serialize(config);
  return { contentType: body.contentType, content: plain(content ?? "") };
}

function requestOf(api) {
  const request = api.request ?? {};
  return {
    uri: api.uri,
    method: api.method.toUpperCase(),
    query: plain(expandDyns(request.query ?? {}, config)),
    headers: plain(expandDyns(request.headers ?? {}, config)),
    pathParams: plain(request.pathParams ?? {}),
    body: bodyOf(request.body),
    status: api.response.status,
  };
}

const dist = path.join(modules, "http-specs/dist");
for (const file of fs.readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".js")).sort()) {
  const { Scenarios } = await load(path.join(dist, file));
  const spec = path.dirname(file).split(path.sep).slice(1).join("__");
  for (const [name, scenario] of Object.entries(Scenarios ?? {})) {
    console.log(JSON.stringify({ spec, name, requests: scenario.apis.map(requestOf) }));
  }
}
