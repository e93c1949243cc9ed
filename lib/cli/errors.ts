/**
 * An error that the user can act on: printed as one message without a stack trace.
 * `exitCode` is 2 for wrong usage or unreadable input, 1 where the work could only partly be done.
 */
export class UserError extends Error {
  readonly exitCode: 1 | 2;
  readonly help: string | undefined;

  constructor(message: string, options: { help?: string; exitCode?: 1 | 2; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.help = options.help;
    this.exitCode = options.exitCode ?? 2;
  }
}

/** True for a {@link UserError}, also for one of another bundle, which has a class of its own. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError';
}
