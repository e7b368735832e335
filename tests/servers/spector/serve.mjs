// Serves TypeSpec's spector on loopback alone, at a free port; its first line of output is its base URL.
// GET /.coverage tells which scenarios have passed so far. usage: node serve.mjs FOLDER
import net from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";

const modules = path.join(process.argv[2], "node_modules/@typespec");
const say = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true; // it logs each request; nobody reads that, and a full pipe would stop it
// Where XML differs it formats both sides with a formatter that knows no XML, and nobody awaits the refusal.
process.on("unhandledRejection", () => {});
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port, host: "127.0.0.1" }, ...rest);
};
const { MockApiApp } = await import(pathToFileURL(path.join(modules, "spector/dist/src/app/app.js")).href);
const app = new MockApiApp({ port: 0, scenarioPath: path.join(modules, "http-specs/specs") });
await app.start();
say(`${app.resolverConfig.baseUrl}\n`);
