// Running the plangen program, apart from the editor so that it can be tested without one.

import { execFile } from "node:child_process";

/** What a run of plangen ended with. */
export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** Why the program could not be run at all. */
export class NotRun extends Error {}

/** There is no such program. */
export class NotFound extends NotRun {
  constructor(readonly program: string) {
    super(`${program}: not found`);
  }
}

/** Runs plangen to its end. Findings (status 1) are no failure of the run. */
export function run(program: string, args: string[], folder: string | undefined): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const done = (error: (Error & { code?: unknown }) | null, stdout: string, stderr: string) => {
      if (error && typeof error.code !== "number") {
        reject(error.code === "ENOENT" ? new NotFound(program) : new NotRun(error.message));
        return;
      }
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
    };
    execFile(program, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024, encoding: "utf8" }, done);
  });
}

/** The arguments that set the language of messages. */
export function language(setting: string, editor: string): string[] {
  const asked = setting === "zh" || setting === "en" ? setting : editor.toLowerCase().startsWith("zh") ? "zh" : "en";
  return ["--lang", asked];
}

/** The PDF that `plangen build` puts beside a plan. */
export function pdfOf(plan: string): string {
  return plan.replace(/\.[^./\\]*$/, "") + ".pdf";
}
