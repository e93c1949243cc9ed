import { column } from './columns.js';
import type { TitledSection } from './report.js';

/** The bold labels at the head of a session log (formats.md §2). */
export const LOG_HEADER = [
  { key: 'sut', label: 'SUT', aliases: ['system under test', 'system'] },
  { key: 'plan', label: 'Plan', aliases: ['test plan', 'plan path'] },
  { key: 'commit', label: 'Commit under test', aliases: ['commit', 'sut commit', 'version'] },
  { key: 'session', label: 'Session dir', aliases: ['session', 'session directory'] },
  { key: 'operator', label: 'Operator', aliases: ['operators', 'run by', 'executor'] },
] as const;
export type LogHeaderKey = (typeof LOG_HEADER)[number]['key'];

export const LOG_SECTIONS = [
  {
    key: 'toolbox',
    title: 'Toolbox discovered',
    aliases: ['toolbox', 'tools discovered'],
    purpose: "the SUT's own harnesses and fault hooks, found before anything ran",
  },
  {
    key: 'capabilities',
    title: 'Environment capability matrix',
    aliases: ['environment', 'capability matrix', 'environment capabilities'],
    purpose: "what the environment can do, for each of the plan's requirements",
  },
  {
    key: 'preconditions',
    title: 'Preconditions check',
    aliases: ['preconditions', 'precondition check'],
    purpose: 'what had to hold before the first scenario',
  },
  {
    key: 'timeline',
    title: 'Scenario timeline',
    aliases: ['timeline', 'event timeline'],
    purpose: 'what happened when',
  },
  {
    key: 'verdicts',
    title: 'Scenario verdicts',
    aliases: ['verdicts', 'scenario results'],
    purpose: 'the verdict of each scenario and arm, and the tier that it met',
  },
  { key: 'artifacts', title: 'Artifacts', aliases: ['artifact list'], purpose: 'the files that verdicts rest on' },
] as const satisfies readonly TitledSection[];
export type LogSectionKey = (typeof LOG_SECTIONS)[number]['key'];

export const TOOLBOX_COLUMNS = [
  column('tool', 'Tool', 'harness', 'name'),
  column('where', 'Where', 'path', 'command'),
  column('what', 'What it does', 'what', 'purpose'),
  column('used', 'Used by', 'used by scenarios', 'use'),
] as const;

export const CAPABILITY_COLUMNS = [
  column('requirement', 'Requirement', 'capability', 'tool'),
  column('present', 'Present?', 'present', 'available', 'available?', 'status'),
  column('version', 'Version', 'version found'),
  column('source', 'Source', 'probe', 'how', 'evidence'),
] as const;

export const PRECONDITION_COLUMNS = [
  column('precondition', 'Precondition', 'check'),
  column('how', 'Checked with', 'how', 'command'),
  column('result', 'Result', 'status', 'outcome'),
] as const;

export const TIMELINE_COLUMNS = [
  column('time', 'Time (UTC)', 'time', 'utc', 'timestamp', 'when'),
  column('scenario', 'Scenario', 'scenario / arm', 'arm', 'id'),
  column('event', 'Event', 'what'),
  column('notes', 'Notes', 'note', 'details', 'detail'),
] as const;

export const LOG_VERDICT_COLUMNS = [
  column('id', 'Scenario / arm', 'scenario', 'arm', 'id'),
  column('tier', 'Budget tier met', 'tier', 'budget tier', 'tier met', 'budget'),
  column('verdict', 'Verdict', 'result', 'status'),
  column('notes', 'Notes', 'note', 'reason', 'remarks'),
] as const;

export const ARTIFACT_COLUMNS = [
  column('path', 'Path', 'file', 'artifact'),
  column('what', 'What it is', 'what', 'description'),
  column('sha256', 'SHA-256', 'hash', 'digest', 'sha256'),
  column('cited', 'Cited by', 'used by', 'cites'),
] as const;

/** The events of a timeline in the order in which a scenario goes through them; `words` begin other spellings. */
export const TIMELINE_EVENTS = [
  { key: 'start', label: 'start', words: ['start', 'begin', 'began'] },
  { key: 'baseline', label: 'baseline', words: ['baseline', 'warm-up', 'warmup'] },
  { key: 'fault', label: 'fault injected', words: ['fault', 'nemesis', 'inject'] },
  { key: 'landing', label: 'landing', words: ['landing', 'landed'] },
  { key: 'healed', label: 'healed', words: ['heal'] },
  { key: 'reads', label: 'final reads', words: ['final read'] },
  { key: 'sealed', label: 'sealed', words: ['seal'] },
  {
    key: 'oracle',
    label: 'oracle',
    words: [
      'oracle',
      'orakel',
      'checker',
      'check ',
      'linearizab',
      'linearisab',
      'no-lost-ack',
      'exactly-once',
      'porcupine',
    ],
  },
  { key: 'verdict', label: 'verdict', words: ['verdict'] },
  { key: 'end', label: 'end', words: ['end', 'stop', 'finish', 'done'] },
  { key: 'note', label: 'note', words: ['note', 'remark'] },
] as const;
export type TimelineEvent = (typeof TIMELINE_EVENTS)[number]['key'];

export const LOG_TIERS = ['none', 'smoke', 'hardening', 'release'] as const;
export type LogTier = (typeof LOG_TIERS)[number];
