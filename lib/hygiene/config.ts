import type { Configuration } from 'markdownlint';

/**
 * Which of markdownlint's rules run with `--hygiene`: those that find Markdown which does not render as its author
 * thinks. Rules of taste stay off, because plans are written by many hands and tools: long table rows, repeated
 * §7.M headings, bold labels, text-art in plain fences, mixed list markers and table styles are all legitimate here.
 */
export const HYGIENE_CONFIG: Configuration = {
  default: false,
  MD001: true, // heading levels go up by one
  MD005: true, // items of a list on one indentation
  MD010: { code_blocks: false }, // no hard tabs
  MD011: true, // reversed links
  MD012: { maximum: 3 }, // blank lines in a row
  MD018: true, // no space behind the # of a heading
  MD019: true, // several spaces there
  MD020: true, // the same in closed headings
  MD021: true,
  MD022: true, // blank lines around headings
  MD023: true, // headings begin the line
  MD027: true, // several spaces behind the > of a quote
  MD031: true, // blank lines around fences
  MD038: true, // spaces inside code spans
  MD039: true, // spaces inside link texts
  MD042: true, // links to nowhere
  MD051: true, // links to headings that do not exist
  MD053: true, // link definitions that nothing uses
  MD056: true, // rows with another number of cells than the head
  MD058: true, // blank lines around tables
};
