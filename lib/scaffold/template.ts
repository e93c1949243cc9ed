import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cellText } from '../evidence/log-table.js';
import { packageRoot } from '../install/package-root.js';

/** The documents of which the skills ship a template (formats.md §1 to §3). */
const FILES = {
  plan: ['designing-distributed-system-tests', 'assets', 'plan-template.md'],
  log: ['executing-distributed-system-tests', 'assets', 'session-log-template.md'],
  report: ['executing-distributed-system-tests', 'assets', 'findings-report-template.md'],
} as const;
export type TemplateName = keyof typeof FILES;

/** The templates' guidance: comments that go away as the document is filled. */
const GUIDANCE = /<!-- guidance: [\s\S]*?-->\n*/g;
const TABLE = /^(\|.*\|\n\|[-| ]+\|\n)((?:\|.*\|\n?)*)/m;

interface Part {
  readonly heading: string;
  body: string;
}

/**
 * A template of the pack, being filled: what is not known stays a placeholder, so that a document that was made here
 * and one that was copied by hand differ in nothing but what the tool knew.
 */
export class Template {
  private head: string;
  private parts: Part[];

  constructor(name: TemplateName) {
    const text = readFileSync(join(packageRoot(), 'skills', ...FILES[name]), 'utf8');
    const [head = '', ...rest] = text.split(/^(?=## )/m);
    this.head = head;
    this.parts = rest.map((part) => {
      const end = part.indexOf('\n');
      return { heading: part.slice(3, end), body: part.slice(end + 1) };
    });
  }

  /** Replaces words of the template, such as `{{slug}}`, wherever they stand. */
  fill(slot: string, value: string): this {
    const put = (text: string): string => text.replaceAll(slot, () => value);
    if (!this.head.includes(slot) && !this.parts.some(({ body }) => body.includes(slot)))
      throw new Error(`the template has no ${slot}`);
    this.head = put(this.head);
    for (const part of this.parts) part.body = put(part.body);
    return this;
  }

  /** Sets a bold label at the head of the document; nothing where the value is not known. */
  field(label: string, value: string | undefined): this {
    const mark = `**${label}:** `;
    const at = this.head.indexOf(mark);
    if (at === -1) throw new Error(`the template has no "${label}" at its head`);
    if (value === undefined || value.trim() === '') return this;
    const end = this.head.indexOf('\n', at);
    this.head = `${this.head.slice(0, at)}${mark}${oneLine(value)}${this.head.slice(end)}`;
    return this;
  }

  /** Takes a section out, its heading too. */
  drop(heading: string): this {
    this.find(heading);
    this.parts = this.parts.filter((part) => part.heading !== heading);
    return this;
  }

  /** Replaces what a section holds, its guidance aside. */
  section(heading: string, body: string): this {
    const part = this.find(heading);
    part.body = `\n${this.guidance(heading)}${body.trim()}\n\n`;
    return this;
  }

  /** Replaces the rows of a section's first table. */
  rows(heading: string, rows: readonly (readonly string[])[]): this {
    const part = this.find(heading);
    const lines = rows.map((cells) => `| ${cells.map(cellText).join(' | ')} |\n`).join('');
    part.body = part.body.replace(TABLE, (_table, top: string) => `${top}${lines}`);
    return this;
  }

  private guidance(heading: string): string {
    return (this.find(heading).body.match(GUIDANCE) ?? []).map((comment) => `${comment.trim()}\n\n`).join('');
  }

  /** What a section holds. */
  part(heading: string): string {
    return this.find(heading).body;
  }

  private find(heading: string): Part {
    const part = this.parts.find((one) => one.heading === heading);
    if (part === undefined) throw new Error(`the template has no section "${heading}"`);
    return part;
  }

  /** The document. @param guidance whether the template's comments stay in it */
  text({ guidance }: { guidance: boolean }): string {
    const text = this.head + this.parts.map(({ heading, body }) => `## ${heading}\n${body}`).join('');
    return `${(guidance ? text : text.replace(GUIDANCE, '')).trimEnd()}\n`;
  }
}

/** A value of a header or field: one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
