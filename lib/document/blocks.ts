import type { Range } from './source.js';
import type { Text } from './text.js';

/** What every block knows of its place: lines [from, to) counted from 0, and the range of its characters. */
interface Placed {
  readonly from: number;
  readonly to: number;
  readonly range: Range;
}

export interface Heading extends Placed {
  readonly kind: 'heading';
  /** 1 to 6. */
  readonly level: number;
  readonly text: Text;
}

export interface Paragraph extends Placed {
  readonly kind: 'paragraph';
  readonly text: Text;
}

export interface List extends Placed {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly items: readonly ListItem[];
}

export interface ListItem extends Placed {
  readonly kind: 'item';
  readonly blocks: readonly Block[];
}

export interface Table extends Placed {
  readonly kind: 'table';
  readonly header: Row;
  readonly rows: readonly Row[];
}

/** A row of a table; its cells are read when somebody asks for them. */

export interface Row {
  /** Line of the row, counted from 0. */
  readonly line: number;
  readonly range: Range;
  readonly cells: readonly Text[];
}

/** A fenced or indented code block. `content` runs over its lines without the fences. */
export interface Code extends Placed {
  readonly kind: 'code';
  readonly fenced: boolean;
  readonly info: string;
  readonly content: string;
  readonly contentFrom: number;
}

export interface Quote extends Placed {
  readonly kind: 'quote';
  readonly blocks: readonly Block[];
}

/** A block of HTML, comments included: no content for the model. */
export interface Html extends Placed {
  readonly kind: 'html';
}

export interface ThematicBreak extends Placed {
  readonly kind: 'break';
}

export type Block = Heading | Paragraph | List | Table | Code | Quote | Html | ThematicBreak;
