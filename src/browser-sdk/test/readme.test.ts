// @vitest-environment node
import ts from 'typescript';
import { expect, it } from 'vitest';

const folder = ts.sys.getCurrentDirectory();

/** The blocks of a document's code, as one module: they build upon each other. */
function codeOf(document: string): string {
  return [...ts.sys.readFile(`${folder}/${document}`)!.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code).join('\n');
}

it('the code of the document fits the SDK', () => {
  const code = codeOf('README.md').replace(/'https:[^']*dbmarketing\.js'/, "'../src/index'");
  const name = `${folder}/test/readme.example.ts`;
  const options: ts.CompilerOptions = {
    strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [], skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  host.readFile = (file) => (file === name ? code : readFile(file));
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true) : getSourceFile(file, ...rest);

  const faults = ts.getPreEmitDiagnostics(ts.createProgram([name], options, host)).filter((fault) => fault.file?.fileName === name);

  expect(code).toContain('dbm.live(');
  expect(faults.map((fault) => ts.flattenDiagnosticMessageText(fault.messageText, '\n'))).toEqual([]);
}, 60_000);
