// Writes dbmarketing.d.ts: the declarations of the public types and of `connect`, in one file beside the module.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const out = mkdtempSync(join(tmpdir(), 'dbmarketing-types-'));
try {
  execFileSync(process.execPath, [tsc, '-p', '.', '--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', '.', '--outDir', out], { stdio: 'inherit' });
  const types = readFileSync(join(out, 'src/types.d.ts'), 'utf8');
  writeFileSync('../DbMarketing.Web/wwwroot/sdk/dbmarketing.d.ts', types + '/** Starts the client of a page. One is enough; keep it for as long as the page lives. */\n'
    + 'export declare function connect(options: Options): DbMarketing;\n');
} finally {
  rmSync(out, { recursive: true, force: true });
}
