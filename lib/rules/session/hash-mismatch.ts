import type { Loaded, ManifestFile } from '../../evidence/types.js';
import type { Session } from '../../session/load.js';
import { insideSession } from '../../session/paths.js';
import { EVIDENCE_FILES } from '../../vocabulary/evidence-files.js';
import { sessionRule, type SessionFinding } from '../rule.js';
import { evidencePlace, folderOf, hasEvidence, valuePlace } from './support.js';

/** DST407. */
export default sessionRule({
  id: 'DST407',
  name: 'hash-mismatch',
  severity: 'error',
  soundness: true,
  summary: 'Files are what the manifest and the log say that they are, and evidence is listed there.',
  why: 'Evidence counts as sealed when its hash was taken after the system stopped writing. A byte that changed since then changed after the verdict, by whomever; a file that is in no manifest may have been put there later.',
  examples: {
    failing: 'logs/n1.log\n- stepped down\n+ stayed leader\n\nsession-log.md\n',
    passing: 'findings/report.md\n- All scenarios ran against\n+ Everything ran against\n',
  },
  check(session, say) {
    const { files, hashes, log } = session;
    const listed = new Set<string>();
    for (const { manifest } of [session, ...session.arms.values(), ...session.others.values()])
      if (manifest !== undefined) checkManifest(session, manifest, listed, say);
    for (const { path, sha256 } of log?.artifacts ?? []) {
      const name = insideSession(session.directory, path.value.trim());
      const stated = sha256?.value.trim().toLowerCase() ?? '';
      if (log === undefined || name === undefined) continue;
      if (!files.has(name))
        say({
          source: log.source,
          range: path.visible,
          message: `${name} is listed and not there`,
          help: 'put it back, or say in the log why it is gone',
          subject: `${name}/missing`,
        });
      else if (/^[0-9a-f]{64}$/.test(stated) && hashes.get(name) !== stated)
        say({
          source: log.source,
          range: sha256?.visible ?? path.visible,
          message: hashes.has(name)
            ? `${name} has another SHA-256 than the log says`
            : `${name} cannot be read, so that its SHA-256 is not known`,
          help: 'the file changed after it was recorded: find out why',
          subject: `${name}/hash`,
        });
      listed.add(name);
    }
    if (hasEvidence(session)) checkSealed(session, listed, say);
  },
});

/** What lies in an evidence directory and is in no manifest may have been put there after the verdict. */
function checkSealed(session: Session, listed: ReadonlySet<string>, say: (finding: SessionFinding) => void): void {
  const byFolder = new Map<string, string[]>();
  for (const path of session.files.keys()) {
    const slash = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (!path.startsWith('evidence/') || name.startsWith('.') || name === EVIDENCE_FILES.manifest) continue;
    if (!listed.has(path)) byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  for (const [key, evidence] of [...session.arms, ...session.others]) {
    const folder = folderOf(session, evidence);
    const loose = byFolder.get(folder) ?? [];
    const subject = key.replace(/^evidence\//, '');
    const help = 'seal the evidence when the system has stopped writing: dst-skills record seal';
    if (loose.length > 0 && evidence.manifest === undefined)
      say({
        ...evidencePlace(evidence),
        message: `the evidence of ${subject} is not sealed: it has no manifest.json`,
        help,
        subject: `${subject}/unsealed`,
      });
    else
      for (const path of loose)
        say({ ...evidencePlace(evidence), message: `${path} is in no manifest`, help, subject: `${path}/unsealed` });
  }
}

function checkManifest(
  { directory, files, hashes, plan }: Session,
  manifest: Loaded<ManifestFile>,
  listed: Set<string>,
  say: (finding: SessionFinding) => void,
): void {
  const entries = manifest.value?.files ?? [];
  for (const [i, entry] of entries.entries()) {
    const at = (member: string): Pick<SessionFinding, 'source' | 'range'> => ({
      source: manifest.source,
      range: valuePlace(manifest, ['files', i, member]),
    });
    const path = insideSession(directory, entry.path);
    if (path === undefined) {
      say({
        ...at('path'),
        message: `${entry.path} leads out of the session`,
        help: 'evidence lies inside the session directory',
        subject: `${entry.path}/outside`,
      });
      continue;
    }
    listed.add(path);
    const size = files.get(path);
    if (size === undefined)
      say({
        ...at('path'),
        message: `${path} is in the manifest and not there`,
        help: 'put it back; evidence is never deleted',
        subject: `${path}/missing`,
      });
    else if (size !== entry.bytes)
      say({
        ...at('bytes'),
        message: `${path} has ${size} bytes, the manifest says ${entry.bytes}`,
        help: 'the file changed after it was sealed: find out why',
        subject: `${path}/size`,
      });
    else if (hashes.get(path) !== entry.sha256)
      say({
        ...at('sha256'),
        message: hashes.has(path)
          ? `${path} has another SHA-256 than the manifest says`
          : `${path} cannot be read, so that its SHA-256 is not known`,
        help: 'the file changed after it was sealed: find out why',
        subject: `${path}/hash`,
      });
    for (const [j, parent] of entry.parents.entries())
      if (!files.has(insideSession(directory, parent) ?? ''))
        say({
          source: manifest.source,
          range: valuePlace(manifest, ['files', i, 'parents', j]),
          message: `${path} was made from ${parent}, which is not there`,
          help: 'keep what a result was made from',
          subject: `${path}/parent`,
        });
  }
  const sealed = manifest.value?.plan;
  if (sealed !== null && sealed !== undefined && plan !== undefined && sealed.sha256 !== plan.sha256)
    say({
      source: manifest.source,
      range: valuePlace(manifest, ['plan', 'sha256']),
      message: 'the plan has changed since this evidence was sealed: its SHA-256 is another one',
      help: 'a plan that changes after the run began is another plan; restore it, or run again by the new one',
      subject: 'plan/hash',
    });
}
