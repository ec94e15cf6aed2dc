import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// JavaScript as it is: to strip types costs Node 30 MiB, which no bare server would pay.
/** The other side: a bare `node:http` server that sends prepared bytes, with a timer a minute like a poller's. */
const [bodyFile] = process.argv.slice(2);
const body = bodyFile === undefined ? Buffer.from('[]') : readFileSync(bodyFile);
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
setInterval(() => undefined, 60_000);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
