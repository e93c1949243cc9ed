/**
 * Serves one repository on loopback over the transports that people have, each also at a distance: run as a process of
 * its own by bench/install.ts, which waits for what it runs. `node dist/bench/remote.js <repository> <scratch directory>
 * <round trip in ms>…` prints one JSON line, `[{ name, roundTrip, url, env }]`, and serves until its standard input ends.
 *
 * git:// is `git daemon`, https is git-http-backend(1) behind Node's TLS, ssh is sshd(8); what is not installed is left
 * out, with a line on stderr. Distance is a proxy that answers a connection after one round trip and passes every piece
 * on after half of one, each way.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One way to reach the repository. */
export interface Remote {
  readonly name: string;
  /** Milliseconds; 0 is loopback as it is. */
  readonly roundTrip: number;
  readonly url: string;
  /** What git's environment has to have. */
  readonly env: Readonly<Record<string, string>>;
}

interface Transport {
  readonly name: string;
  readonly port: number;
  readonly url: (port: number) => string;
  readonly env: (port: number) => Record<string, string>;
}

const HOST = '127.0.0.1';
const [repository = '', scratch = '', ...roundTrips] = process.argv.slice(2);
const children: ChildProcess[] = [];

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, HOST, () => resolve((server.address() as AddressInfo).port)));
}

/** A port that was free a moment ago, for servers that do not say which one they took. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const socket = connect(port, HOST);
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return true;
    await sleep(100);
  }
  return false;
}

async function daemon(): Promise<Transport> {
  const port = await freePort();
  const base = dirname(repository);
  const args = ['daemon', '--export-all', `--base-path=${base}`, `--listen=${HOST}`, `--port=${port}`, base];
  children.push(spawn('git', args, { stdio: 'ignore' }));
  if (!(await answers(port))) throw new Error('git daemon does not answer');
  return { name: 'git://', port, url: (at) => `git://${HOST}:${at}/${basename(repository)}`, env: () => ({}) };
}

/** CGI (RFC 3875) for one program: git-http-backend. */
function backend(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'https://localhost');
  const cgi = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_ADDR: HOST,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(cgi.stdin);
  const parts: Buffer[] = [];
  cgi.stdout.on('data', (part: Buffer) => parts.push(part));
  cgi.on('close', () => {
    const whole = Buffer.concat(parts);
    const end = whole.indexOf('\r\n\r\n');
    for (const line of whole.subarray(0, end).toString('latin1').split('\r\n')) {
      const colon = line.indexOf(':');
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(whole.subarray(end + 4));
  });
}

async function https(): Promise<Transport> {
  const [key, cert] = [join(scratch, 'tls.key'), join(scratch, 'tls.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', `subjectAltName=IP:${HOST}`];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...request, ...subject], { stdio: 'pipe' });
  const port = await listen(createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, backend));
  return {
    name: 'https://',
    port,
    url: (at) => `https://${HOST}:${at}/${basename(repository)}`,
    env: () => ({ GIT_SSL_CAINFO: cert }),
  };
}

async function ssh(): Promise<Transport> {
  const program = ['/usr/sbin/sshd', '/usr/bin/sshd'].find((path) => existsSync(path));
  if (program === undefined) throw new Error('no sshd');
  const [host, user, config] = [join(scratch, 'host-key'), join(scratch, 'user-key'), join(scratch, 'sshd-config')];
  for (const file of [host, user]) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  // The empty directory that sshd shuts its unprivileged half in.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  writeFileSync(
    config,
    [
      `ListenAddress ${HOST}:${port}`,
      `HostKey ${host}`,
      `AuthorizedKeysFile ${user}.pub`,
      `PidFile ${join(scratch, 'sshd.pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      '',
    ].join('\n'),
  );
  children.push(spawn(program, ['-D', '-f', config], { stdio: 'ignore' }));
  if (!(await answers(port))) throw new Error('sshd does not answer');
  const options = ['IdentitiesOnly=yes', 'BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
  const command = ['ssh', '-q', '-F', '/dev/null', '-i', user, ...options.flatMap((option) => ['-o', option])];
  return {
    name: 'ssh://',
    port,
    url: (at) => `ssh://${userInfo().username}@${HOST}:${at}${repository}`,
    env: () => ({ GIT_SSH_COMMAND: command.join(' ') }),
  };
}

/** A proxy to a port here that is `roundTrip` milliseconds away. @returns its own port */
function distant(port: number, roundTrip: number): Promise<number> {
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (piece) => setTimeout(() => to.writable && to.write(piece), roundTrip / 2));
    from.on('close', () => setTimeout(() => to.end(), roundTrip / 2));
    from.on('error', () => to.destroy());
  };
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
    setTimeout(() => {
      const far = connect({ port, host: HOST, noDelay: true });
      pass(near, far);
      pass(far, near);
      near.resume();
    }, roundTrip);
  });
  return listen(server);
}

const remotes: Remote[] = [];
for (const start of [daemon, https, ssh])
  try {
    const { name, port, url, env } = await start();
    for (const roundTrip of roundTrips.map(Number)) {
      const at = roundTrip === 0 ? port : await distant(port, roundTrip);
      remotes.push({ name, roundTrip, url: url(at), env: env(at) });
    }
  } catch (error) {
    process.stderr.write(`${start.name} is left out: ${error instanceof Error ? error.message : String(error)}\n`);
  }
process.stdin.on('end', () => {
  for (const child of children) child.kill();
  process.exit(0);
});
process.stdin.resume();
process.stdout.write(`${JSON.stringify(remotes)}\n`);
