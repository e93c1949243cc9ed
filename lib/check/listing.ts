import { CHECKERS } from './registry.js';
import { loadChecker } from './select.js';

/** All checkers with their models, options, sources and limits, as text or JSON. */
export async function listing(json: boolean): Promise<string> {
  const checkers = await Promise.all(Object.keys(CHECKERS).map(loadChecker));
  const { MODELS } = await import('./linearizability/models/index.js');
  if (json) {
    const rows = checkers.map(({ name, summary, models, options, source, cannotDetect }) => ({
      name,
      summary,
      models,
      options: options ?? {},
      source,
      cannot_detect: cannotDetect,
    }));
    const models = Object.values(MODELS).map(({ name, types, conventions }) => ({
      name,
      op_types: types,
      conventions,
    }));
    return `${JSON.stringify({ checkers: rows, models }, null, 2)}\n`;
  }
  const lines: string[] = ['Checkers'];
  for (const checker of checkers) {
    lines.push(`  ${checker.name}`, `    ${checker.summary}`);
    if (checker.models.length > 0) lines.push(`    models: ${checker.models.join(', ')}`);
    for (const [name, option] of Object.entries(checker.options ?? {}))
      lines.push(`    --option ${name}=${option.choices?.join('|') ?? '…'}  ${option.description}`);
  }
  lines.push('', 'Models of linearizability: operation types, and how input and output are read');
  for (const model of Object.values(MODELS))
    lines.push(`  ${model.name}: ${model.types.join(', ')}`, `    ${model.conventions}`);
  return `${lines.join('\n')}\n`;
}

/** The table of docs/checkers.md: what each checker holds a history to, for which models, after whom. */
export async function markdownTable(): Promise<string> {
  const checkers = await Promise.all(Object.keys(CHECKERS).map(loadChecker));
  const lines = ['| checker | what must hold | models | after |', '| --- | --- | --- | --- |'];
  for (const { name, summary, models, source } of checkers) {
    const cells = [`[${name}](checkers/${name}.md)`, summary, models.length === 0 ? 'any' : models.join(', '), source];
    lines.push(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}
