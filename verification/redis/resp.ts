import { connect, type Socket } from 'node:net';

/** A reply of the Redis protocol (RESP2); an error reply is a value, since it is an answer. */
export type Reply = string | number | null | ReplyError | readonly Reply[];

export class ReplyError {
  constructor(readonly message: string) {}

  /** The first word, as in `NOREPLICAS Not enough good replicas to write.` */
  get code(): string {
    return this.message.split(' ', 1)[0] ?? 'ERR';
  }
}

/** The connection could not be made: nothing was sent. */
export class NotConnected extends Error {}

/** The connection ended with requests unanswered: they may have taken effect. */
class ConnectionLost extends Error {}

/**
 * A connection that sends a command once and retries nothing, so that its user knows what was sent and what was answered.
 * Replies come in the order of the commands. (Client libraries queue, reconnect and resend by themselves.)
 */
export class Connection {
  private buffer = Buffer.alloc(0);
  private readonly waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  private lost: Error | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.fail(error.message));
    socket.on('close', () => this.fail('closed'));
  }

  /** @param ms time for the connection to be made. @throws NotConnected */
  static open(host: string, port: number, ms: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port });
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new NotConnected('connect timed out'));
      }, ms);
      socket.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(new NotConnected(error.code ?? error.message));
      });
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve(new Connection(socket));
      });
    });
  }

  get open(): boolean {
    return this.lost === undefined;
  }

  /** Whether every command has its reply. */
  get idle(): boolean {
    return this.waiting.length === 0;
  }

  /** @throws ConnectionLost */
  ask(...words: readonly string[]): Promise<Reply> {
    if (this.lost !== undefined) return Promise.reject(new NotConnected('the connection is closed'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.write(
        `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
      );
    });
  }

  /** Closes at once; what is unanswered stays so. */
  close(): void {
    this.fail('closed by the client');
    this.socket.destroy();
  }

  private fail(why: string): void {
    if (this.lost !== undefined) return;
    this.lost = new ConnectionLost(why);
    for (const { reject } of this.waiting.splice(0)) reject(this.lost);
  }

  private take(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (;;) {
      const parsed = parse(this.buffer, 0);
      if (parsed === undefined) return;
      this.buffer = this.buffer.subarray(parsed.end);
      this.waiting.shift()?.resolve(parsed.reply);
    }
  }
}

/** One reply from an offset on; undefined where it is not complete yet. */
function parse(bytes: Buffer, at: number): { reply: Reply; end: number } | undefined {
  const eol = bytes.indexOf('\r\n', at);
  if (eol === -1) return undefined;
  const line = bytes.toString('utf8', at + 1, eol);
  const next = eol + 2;
  switch (String.fromCharCode(bytes[at] ?? 0)) {
    case '+':
      return { reply: line, end: next };
    case '-':
      return { reply: new ReplyError(line), end: next };
    case ':':
      return { reply: Number(line), end: next };
    case '$': {
      const length = Number(line);
      if (length < 0) return { reply: null, end: next };
      if (bytes.length < next + length + 2) return undefined;
      return { reply: bytes.toString('utf8', next, next + length), end: next + length + 2 };
    }
    case '*': {
      const count = Number(line);
      if (count < 0) return { reply: null, end: next };
      const replies: Reply[] = [];
      let end = next;
      for (let i = 0; i < count; i++) {
        const one = parse(bytes, end);
        if (one === undefined) return undefined;
        replies.push(one.reply);
        end = one.end;
      }
      return { reply: replies, end };
    }
    default:
      throw new Error(`no reply of the Redis protocol begins with ${JSON.stringify(line.slice(0, 20))}`);
  }
}
