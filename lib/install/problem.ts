/** Something that the user should know. An error makes the exit code 1; a warning does not. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** A stable word for scripts. */
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  readonly line?: number;
  /** What to do. */
  readonly help?: string;
}

export function error(code: string, message: string, more: Partial<Problem> = {}): Problem {
  return { severity: 'error', code, message, ...more };
}

export function warning(code: string, message: string, more: Partial<Problem> = {}): Problem {
  return { severity: 'warning', code, message, ...more };
}
