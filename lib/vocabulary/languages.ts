/** Programming languages of skeletons: their names and the info strings of fences, lower case. */
const LANGUAGES: Readonly<Record<string, string>> = {
  bash: 'bash sh shell zsh console shell-session shellscript',
  c: 'c',
  clojure: 'clojure clj cljs edn',
  'c++': 'c++ cpp cxx cc',
  'c#': 'c# csharp cs',
  crystal: 'crystal cr',
  elixir: 'elixir ex exs',
  erlang: 'erlang erl',
  'f#': 'f# fsharp fs',
  go: 'go golang',
  haskell: 'haskell hs',
  java: 'java',
  javascript: 'javascript js node nodejs mjs cjs',
  kotlin: 'kotlin kt kts',
  lua: 'lua',
  ocaml: 'ocaml ml',
  php: 'php',
  python: 'python py python3 pytest',
  ruby: 'ruby rb',
  rust: 'rust rs',
  scala: 'scala sc',
  swift: 'swift',
  typescript: 'typescript ts tsx',
  'tla+': 'tla+ tla tlaplus pluscal',
  yaml: 'yaml yml',
  zig: 'zig',
};

const BY_NAME = new Map(
  Object.entries(LANGUAGES).flatMap(([name, words]) => words.split(' ').map((word) => [word, name] as const)),
);

/** The language that a word names, whatever its spelling. */
export function language(word: string): string | undefined {
  return BY_NAME.get(word.toLowerCase());
}
