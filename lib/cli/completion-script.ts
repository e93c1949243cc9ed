import { ruleNames } from '../rules/registry.js';
import { GLOBAL_OPTIONS } from './args.js';
import type { OptionSpec } from './command.js';
import { COMMANDS } from './registry.js';

/** A command as completion needs it. */
interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly (readonly [string, OptionSpec])[];
  /** Words that may stand as its arguments, where they are not files. */
  readonly words: readonly string[];
}

/** The completion script of a shell, from the commands' own tables. */
export async function completionScript(shell: 'bash' | 'zsh' | 'fish'): Promise<string> {
  const commands: Completed[] = [];
  for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
    const command = await load();
    const options = Object.entries({ ...command.options, ...GLOBAL_OPTIONS }).filter(
      ([, spec]) => spec.hidden !== true,
    );
    commands.push({ name, summary, options, words: wordsOf(name, command.arguments) });
  }
  if (shell === 'fish') return fish(commands);
  const body = bash(commands);
  return shell === 'bash' ? body : `autoload -U +X bashcompinit && bashcompinit\n${body}`;
}

/**
 * `bash | zsh | fish` and `plan <slug> | session <plan.md>` name their words; a `<rule>` is one of the rules; anything else
 * is a file.
 */
function wordsOf(name: string, usage = ''): string[] {
  if (name === 'explain') return ruleNames();
  const words = usage.replaceAll(/ *(?:<[^>]*>|\[[^\]]*\])/g, '').split(' | ');
  return words.length > 1 && words.every((word) => /^[a-z-]+$/.test(word)) ? words : [];
}

function bash(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const cases = commands.map(({ name, options, words }) => {
    const flags = options.map(([flag]) => `--${flag}`).join(' ');
    const values = options
      .filter(([, spec]) => spec.choices !== undefined)
      .map(([flag, spec]) => {
        const names = [`--${flag}`, ...(spec.short === undefined ? [] : [`-${spec.short}`])].join('|');
        return `        ${names}) COMPREPLY=($(compgen -W '${spec.choices?.join(' ') ?? ''}' -- "$word")); return ;;`;
      });
    const own = values.length === 0 ? '' : `      case "$before" in\n${values.join('\n')}\n      esac\n`;
    return `    ${name})\n${own}      flags='${flags}'\n      words='${words.join(' ')}'\n      ;;`;
  });
  return `# dst-skills completion
_dst_skills() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" flags='' words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} --help --version' -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$word")) ;;
    *) if [ -n "$words" ] && [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); else COMPREPLY=($(compgen -f -- "$word")); fi ;;
  esac
}
complete -o filenames -o bashdefault -F _dst_skills dst-skills
`;
}

function fish(commands: readonly Completed[]): string {
  const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ name, summary, options, words }) => [
    `complete -c dst-skills -n __fish_use_subcommand -f -a ${name} -d ${quote(summary)}`,
    ...(words.length === 0
      ? []
      : [`complete -c dst-skills -n '__fish_seen_subcommand_from ${name}' -f -a ${quote(words.join(' '))}`]),
    ...options.map(([flag, spec]) => {
      const short = spec.short === undefined ? '' : ` -s ${spec.short}`;
      const value =
        spec.placeholder === undefined
          ? ''
          : spec.choices === undefined
            ? ' -r'
            : ` -x -a ${quote(spec.choices.join(' '))}`;
      return `complete -c dst-skills -n '__fish_seen_subcommand_from ${name}' -l ${flag}${short}${value} -d ${quote(spec.description)}`;
    }),
  ]);
  return `# dst-skills completion\n${lines.join('\n')}\n`;
}
