import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../cli/errors.js';
import { didYouMean } from '../cli/nearest.js';
import { EVIDENCE_FILES, HISTORY_GZ } from '../vocabulary/evidence-files.js';

/** A scenario or arm, or the evidence of a control or a re-run, which has a directory of its own. */
const KEY = /^(?:S\d{1,4}[a-z]?(?:\/[A-Za-z][\w.-]*)?|(?:control|rerun)[-\w.]*)$/;

/** The folder of the evidence of a scenario, arm, control or re-run. @throws UserError on anything that is no such id */
export function evidenceFolder(session: string, key: string): string {
  if (!KEY.test(key))
    throw new UserError(`"${key}" is no scenario or arm`, {
      help: 'write it as the plan does: S1, or S5/api for an arm; control-<name> and rerun-<name> for their evidence',
    });
  return join(session, 'evidence', ...key.split('/'));
}

/** The name that the history has in an evidence directory: `history.jsonl.gz` where it stands there alone. */
export function historyName(folder: string): string {
  const plain = existsSync(join(folder, EVIDENCE_FILES.history));
  return !plain && existsSync(join(folder, HISTORY_GZ)) ? HISTORY_GZ : EVIDENCE_FILES.history;
}

/** The scenarios and arms that a session has evidence directories for, as `new session` laid them out. */
export function laidOut(session: string): string[] {
  const folders = (path: string): string[] => {
    try {
      return readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    } catch {
      return [];
    }
  };
  const root = join(session, 'evidence');
  return folders(root)
    .filter((name) => name.startsWith('S') && KEY.test(name))
    .flatMap((name) => {
      const arms = folders(join(root, name)).map((arm) => `${name}/${arm}`);
      return arms.length === 0 ? [name] : arms.filter((arm) => KEY.test(arm));
    });
}

/** @throws UserError where a session that is laid out has no such scenario or arm: a slip would make evidence without a row */
export function mustBeThere(session: string, key: string): void {
  evidenceFolder(session, key);
  const known = laidOut(session);
  if (!key.startsWith('S') || known.length === 0 || known.includes(key)) return;
  const arms = known.filter((one) => one.startsWith(`${key}/`));
  throw new UserError(
    arms.length > 0
      ? `${key} has arms, and each has evidence of its own: ${arms.join(', ')}`
      : `this session has no ${key}.${didYouMean(key, known)}`,
    { help: `it has ${known.join(', ')}; make evidence/${key}/ first where the plan really has it` },
  );
}
