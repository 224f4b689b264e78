import { MillwrightError } from '../../errors.ts';

/** Collects what is wrong with the parts of one task, so that people mend all of it at once. */
export class Findings {
  private readonly found: MillwrightError[] = [];

  /** What `look` gives; undefined, and noted, when something is wrong with this part. */
  part<Result>(look: () => Result): Result | undefined {
    try {
      return look();
    } catch (error) {
      // A broken store or a bug is no property of the task.
      if (!(error instanceof MillwrightError) || error.class === 'transient' || error.class === 'critical')
        throw error;
      this.note(error);
      return undefined;
    }
  }

  note(error: MillwrightError): void {
    this.found.push(error);
  }

  /** @throws MillwrightError with every sentence, and each finding among its problems. */
  throwIfAny(): void {
    const [first, ...others] = this.found;
    if (first === undefined) return;
    if (others.length === 0) throw first;
    const all = this.found.flatMap((each) =>
      each.problems.length > 0
        ? each.problems
        : [{ rule: each.code, message: each.message, fix: each.fix, pointer: '' }],
    );
    const problems = [...new Map(all.map((problem) => [problem.message, problem])).values()];
    throw new MillwrightError(first.code, problems.map(({ message }) => message).join(' '), { problems });
  }
}
