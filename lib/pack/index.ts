export { packsOf } from './find.js';
export { lintPack } from './lint.js';
