import type { DocumentKind, Severity } from '../rules/rule.js';

/** A configuration file's content, once it is known to fit the schema. */
export interface ConfigFile {
  readonly extends?: string | readonly string[];
  readonly rules?: RuleSettings;
  readonly hygiene?: boolean;
  readonly ignores?: readonly string[];
  readonly baseline?: string;
  readonly maxWarnings?: number;
  readonly strict?: boolean;
  readonly overrides?: readonly {
    readonly files: readonly string[];
    readonly type?: DocumentKind;
    readonly rules?: RuleSettings;
    readonly hygiene?: boolean;
  }[];
}

export type RuleSettings = Readonly<Record<string, Severity | 'off'>>;
