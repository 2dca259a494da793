package access

import "context"

// ImportLine imports one line, as [Import.Do] does with each. It does so in the goroutine of
// the caller, so that the calls of the store have the context of the caller.
func (c Import) ImportLine(ctx context.Context, line Line, invite bool) (ImportOutcome, error) {
	return line.importInto(ctx, &importRun{Import: c, invite: invite})
}
