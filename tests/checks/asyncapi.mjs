// Checks a description of events against AsyncAPI: asyncapi.mjs PARSER FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [parserHome, file] = process.argv.slice(2);
const { Parser } = createRequire(`${parserHome}/`)('@asyncapi/parser');
const parser = new Parser();
// The protobuf files have a compiler of their own, and a test that knows their messages.
parser.registerSchemaParser({
  getMimeTypes: () => ['application/vnd.google.protobuf;version=3'],
  validate: () => [],
  parse: () => ({}),
});
const { document, diagnostics } = await parser.parse(readFileSync(file, 'utf8'), { source: file });
// 0 is an error, 1 a warning; hints that a newer version exists are neither.
const found = diagnostics.filter((it) => it.severity <= 1);
for (const it of found) {
  console.log(`${file}:${it.range.start.line + 1}: ${it.message}`);
}
process.exit(document && found.length === 0 ? 0 : 1);
